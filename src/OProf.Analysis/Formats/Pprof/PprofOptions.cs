namespace OProf.Analysis.Formats.Pprof;

/// <summary>What a pprof profile says of a capture.</summary>
public sealed record PprofOptions
{
    /// <summary>Whether it is compressed with gzip, as every tool of the format expects by now.</summary>
    public bool IsCompressed { get; init; } = true;

    /// <summary>
    /// Whether each sample is one by itself, with its time and CPU (labels <c>timestamp_ns</c> and <c>cpu</c>); else those of a thread
    /// that have the same call chain are put together, which is what the format is made for.
    /// </summary>
    public bool WithTimes { get; init; }

    /// <summary>Wall-clock time of the capture's start; null where it is not known.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>How long it took; null for the time between the first sample and the last.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Occurrences (or nanoseconds) between two samples; null for the mean.</summary>
    public long? Period { get; init; }
}
