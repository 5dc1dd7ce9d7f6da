namespace OProf.Capture.Markers.Probes;

/// <summary>
/// Measures the time from a hit of one marker to the next hit of another with the same key: from
/// <c>sched:sched_wakeup</c> by <c>pid</c> to <c>sched:sched_switch</c> by <c>next_pid</c>, or from a request's start to
/// its end.
/// </summary>
public sealed record LatencyProbeOptions : ProbeOptions
{
    /// <summary>Most starts that wait for their end, by default.</summary>
    public const int DefaultMaxPending = 65_536;

    /// <summary>Name of the marker at the end; may be the same as at the start. <see cref="ProbeOptions.Marker"/> is the start.</summary>
    public required string End { get; init; }

    /// <summary>What hits at the end have to meet; <see cref="ProbeOptions.Filter"/> is for the start.</summary>
    public string? EndFilter { get; init; }

    /// <summary>
    /// The key at the start: a field, or <c>ThreadId</c>, <c>ProcessId</c>, <c>Cpu</c>, <c>ProcessName</c>.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>The key at the end; null for <see cref="Key"/>.</summary>
    public string? EndKey { get; init; }

    /// <summary>What to tell latencies apart by, at the end, as <see cref="StatisticProbeOptions.By"/>; null for nothing.</summary>
    public string? By { get; init; }

    /// <summary>Whether each latency is recorded in the stream, with its key.</summary>
    public bool Record { get; init; }

    /// <summary>Most starts that wait for their end; what is more is dropped, and counted.</summary>
    public int MaxPending { get; init; } = DefaultMaxPending;

    /// <summary>Most keys of <see cref="By"/> that are kept apart.</summary>
    public int MaxKeys { get; init; } = StatisticProbeOptions.DefaultMaxKeys;

    internal override IReadOnlyList<(string Name, string? Filter)> Places => [(Marker, Filter), (End, EndFilter)];

    internal override Probe Create(int id) => new LatencyProbe(id, this);
}
