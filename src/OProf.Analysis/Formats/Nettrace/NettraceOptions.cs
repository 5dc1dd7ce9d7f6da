namespace OProf.Analysis.Formats.Nettrace;

/// <summary>What a trace says of a capture.</summary>
public sealed record NettraceOptions
{
    /// <summary>Wall-clock time of the first sample; null for 1970.</summary>
    public DateTimeOffset? StartTime { get; init; }
}
