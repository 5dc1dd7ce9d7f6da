namespace OProf.Analysis.Formats.Firefox;

/// <summary>What a profile for the Firefox Profiler says of a capture.</summary>
public sealed record FirefoxOptions
{
    /// <summary>Wall-clock time of the first sample; null where it is not known.</summary>
    public DateTimeOffset? StartTime { get; init; }
}
