namespace OProf.Capture.Markers.Probes;

/// <summary>Waits for a hit, or one that meets a condition, and then does something with the session.</summary>
public sealed record TriggerProbeOptions : ProbeOptions
{
    /// <summary>What it does.</summary>
    public required TriggerAction Action { get; init; }

    /// <summary>
    /// What a hit has to meet, asked on a thread of the probe's own; null for all hits. What it throws is counted and kept as
    /// the probe's last error, and does not fire.
    /// </summary>
    public Func<ProbeHit, bool>? When { get; init; }

    /// <summary>Whether it fires each time; else it does once.</summary>
    public bool EachTime { get; init; }

    /// <summary>With <see cref="EachTime"/>, the least time between two; null for none.</summary>
    public TimeSpan? AtMostEvery { get; init; }

    /// <summary>
    /// For <see cref="TriggerAction.Snapshot"/>: the folder, new or empty. With <see cref="EachTime"/> a dash and the number
    /// of the snapshot, from 1 on, are put behind its name.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>For <see cref="TriggerAction.Snapshot"/>: whether a recording that is there may be deleted.</summary>
    public bool Force { get; init; }

    /// <summary>Hits that may wait for the condition, 1 to 1,048,576; what is more is counted as lost.</summary>
    public int QueueLength { get; init; } = ScriptProbeOptions.DefaultQueueLength;

    /// <summary>Asks, on another thread, code that does not end by itself to end; null where that cannot be had.</summary>
    public Action? Cancel { get; init; }

    internal override Probe Create(int id) => new TriggerProbe(id, this);
}
