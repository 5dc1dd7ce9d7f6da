namespace OProf.Analysis.Profiles.Columns;

/// <summary>Which samples a profile is built of.</summary>
public sealed record ProfileOptions
{
    /// <summary>Names of the events; null or empty for all.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }

    /// <summary>Ids of the processes; null or empty for all.</summary>
    public IReadOnlyCollection<int>? ProcessIds { get; init; }
}
