namespace OProf.Analysis.Formats.Speedscope;

/// <summary>What a speedscope file says of a profile.</summary>
public sealed record SpeedscopeOptions
{
    /// <summary>
    /// Most samples to write; null for all. Where there are more, those of a thread that have the same call chain are put
    /// together in slices of time, as short as the number allows.
    /// </summary>
    public int? MaxSamples { get; init; }
}
