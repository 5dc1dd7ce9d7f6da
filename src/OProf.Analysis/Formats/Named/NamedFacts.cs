namespace OProf.Analysis.Formats.Named;

/// <summary>What a file says beside its samples.</summary>
internal sealed record NamedFacts
{
    /// <summary>What it was captured of, in words.</summary>
    internal required string Target { get; init; }

    /// <summary>Wall-clock time of its start; null where it is not said.</summary>
    internal DateTimeOffset? Start { get; init; }

    /// <summary>How long it took; null for the time between the first sample and the last.</summary>
    internal TimeSpan? Elapsed { get; init; }

    /// <summary>Occurrences between two samples; null where they are not said.</summary>
    internal long? Period { get; init; }

    /// <summary>What else it says, by name.</summary>
    internal IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
