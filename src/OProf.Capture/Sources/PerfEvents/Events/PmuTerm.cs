namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>One of the terms between the slashes of an event: umask=0x1, or a name alone.</summary>
/// <param name="Name">Before the equals sign.</param>
/// <param name="Value">After it; null where there is none.</param>
/// <param name="Position">Where the term begins in the whole text.</param>
internal readonly record struct PmuTerm(string Name, string? Value, int Position)
{
    /// <summary>The terms of a list separated by commas. An empty list has none.</summary>
    public static IEnumerable<PmuTerm> Split(string terms, int position)
    {
        if (string.IsNullOrWhiteSpace(terms))
            yield break;
        foreach (var part in terms.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? new(part.Trim(), null, position)
                : new(part[..equals].Trim(), part[(equals + 1)..].Trim(), position);
            position += part.Length + 1;
        }
    }
}
