namespace OProf.Analysis.Profiles.Columns;

/// <summary>Which samples a profile is built of.</summary>
public sealed record ProfileOptions
{
    /// <summary>Names of the events; null or empty for all.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }

    /// <summary>Ids of the processes; null or empty for all.</summary>
    public IReadOnlyCollection<int>? ProcessIds { get; init; }

    /// <summary>
    /// Whether it is enough to know how often each call chain was sampled, as call trees do: where the source has its samples
    /// added up, they are not read one by one, and <see cref="Profile.Samples"/> is empty.
    /// </summary>
    public bool SumsSuffice { get; init; }
}
