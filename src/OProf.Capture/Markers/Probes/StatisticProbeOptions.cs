namespace OProf.Capture.Markers.Probes;

/// <summary>Keeps the statistic of a field, or the number of hits, of all hits or by key.</summary>
public sealed record StatisticProbeOptions : ProbeOptions
{
    /// <summary>Most keys that are kept apart by default.</summary>
    public const int DefaultMaxKeys = 10_000;

    /// <summary>The field, which is a number; null to count only.</summary>
    public string? Field { get; init; }

    /// <summary>
    /// What to tell hits apart by: a field, or <c>ProcessName</c>, <c>ProcessId</c>, <c>ThreadId</c>, <c>Cpu</c>,
    /// <c>Marker</c>. Null for one statistic of all.
    /// </summary>
    public string? By { get; init; }

    /// <summary>Most keys that are kept apart; hits of others are in the statistic of all only, and counted.</summary>
    public int MaxKeys { get; init; } = DefaultMaxKeys;

    internal override Probe Create(int id) => new StatisticProbe(id, this);
}
