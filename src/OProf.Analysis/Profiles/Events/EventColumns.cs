using System.Globalization;
using System.Text;

namespace OProf.Analysis.Profiles.Events;

/// <summary>The names of the columns that events have in a report.</summary>
internal static class EventColumns
{
    private static readonly string[] s_suffixes = ["Samples", "Period", "TotalSamples", "Share", "Total"];

    // What rows have besides, so that no event's column hides it.
    private static readonly HashSet<string> s_taken =
        new(typeof(SampleReportRow).GetProperties().Select(static property => property.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>What the columns' names begin with, for a list of events.</summary>
    internal static string[] Prefixes(IReadOnlyList<string> events)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var ratios = EventRatio.Of(events).Select(static ratio => ratio.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. events.Select(Prefix)];

        string Prefix(string name)
        {
            string word = Word(name) is { Length: > 0 } letters && !char.IsAsciiDigit(letters[0]) ? Word(name) : "Event" + Word(name);
            string prefix = word;
            for (int number = 2; !IsFree(prefix); number++)
                prefix = word + number.ToString(CultureInfo.InvariantCulture);
            foreach (string suffix in s_suffixes)
                used.Add(prefix + suffix);
            return prefix;
        }

        bool IsFree(string prefix) => !Array.Exists(
            s_suffixes, suffix => used.Contains(prefix + suffix) || s_taken.Contains(prefix + suffix) || ratios.Contains(prefix + suffix));
    }

    /// <summary>A name as one word: <c>dTLB-load-misses:u</c> is <c>DTLBLoadMissesU</c>.</summary>
    internal static string Word(string name)
    {
        var word = new StringBuilder(name.Length);
        bool begins = true;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                begins = true;
                continue;
            }

            word.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = false;
        }

        return word.ToString();
    }
}
