namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Which names a mistyped one may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;
    private const int LongestName = 128;

    /// <summary>Up to three names, the nearest first: few edits away, or, where none is, such that contain the text.</summary>
    public static IReadOnlyList<string> Of(string text, IEnumerable<string> names)
    {
        if (text.Length is 0 or > LongestName)
            return [];
        var all = names.Where(name => name.Length is > 0 and <= LongestName).Distinct(StringComparer.Ordinal).ToList();
        var allowed = Math.Max(1, text.Length / 3);
        List<string> near =
        [
            .. all.Select(name => (Name: name, Edits: Distance(text, name)))
                .Where(candidate => candidate.Edits <= allowed)
                .OrderBy(candidate => candidate.Edits)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Take(Most)
                .Select(candidate => candidate.Name),
        ];
        if (near.Count > 0 || text.Length < 3)
            return near;
        return [.. all.Where(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>Letters added, left out, exchanged or swapped with their neighbour to make one of the other; case does not count.</summary>
    internal static int Distance(string from, string to)
    {
        var beforeLast = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(current[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                    best = Math.Min(best, beforeLast[j - 2] + 1);
                current[j] = best;
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[to.Length];
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
