namespace OProf.Capture.Markers.Probes;

/// <summary>Runs code for each hit, or for those that meet a condition, on a thread of its own.</summary>
public sealed record ScriptProbeOptions : ProbeOptions
{
    /// <summary>Hits that may wait, by default.</summary>
    public const int DefaultQueueLength = 1024;

    /// <summary>The code. What it throws is counted and kept as the probe's last error.</summary>
    public required Action<ProbeHit> Callback { get; init; }

    /// <summary>What a hit has to meet, asked on the same thread; null for all.</summary>
    public Func<ProbeHit, bool>? When { get; init; }

    /// <summary>Hits that may wait for the code, 1 to 1,048,576; what is more is counted as lost.</summary>
    public int QueueLength { get; init; } = DefaultQueueLength;

    /// <summary>Asks, on another thread, code that does not end by itself to end; null where that cannot be had.</summary>
    public Action? Cancel { get; init; }

    internal override Probe Create(int id) => new ScriptProbe(id, this);
}
