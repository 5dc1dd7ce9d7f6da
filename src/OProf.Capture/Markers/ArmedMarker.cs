using OProf.Capture.Markers.Probes;

namespace OProf.Capture.Markers;

/// <summary>
/// A marker that is armed in a session: made by its source when its first probe is connected, disposed of when the last one
/// is gone, both on the sync thread between two rounds.
/// </summary>
/// <remarks>Invariant: while it is disposed of, or earlier, its source delivers its last hit.</remarks>
internal abstract class ArmedMarker : IDisposable
{
    private readonly long[] _lost = new long[ProbeLosses.Causes];
    private long _hits;

    protected ArmedMarker(MarkerInfo marker, string? filter)
    {
        Marker = marker;
        Filter = filter;
    }

    public MarkerInfo Marker { get; }

    /// <summary>Whether its hits are recorded even where no probe asks for it.</summary>
    public virtual bool IsAlwaysRecorded => false;

    /// <summary>What its source asks of a hit before it is delivered; null where it delivers all.</summary>
    public string? Filter { get; }

    /// <summary>Kind of its records in the session's <see cref="Sync.Payloads.SchemaTable"/>; 0 until one is needed. For the sync thread.</summary>
    public ulong Kind { get; set; }

    /// <summary>The probes that are connected. Changed by the sync thread only, as a new array each time.</summary>
    public ConnectedProbe[] Probes { get; set; } = [];

    /// <summary>Hits that were delivered.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>Hits that were lost on the way to the probes; safe from any thread.</summary>
    public long Lost(ProbeLossCause cause) => Volatile.Read(ref _lost[(int)cause]);

    /// <summary>Counts hits that do not reach the probes; by any thread.</summary>
    public void CountLost(ProbeLossCause cause, long hits = 1) => Interlocked.Add(ref _lost[(int)cause], hits);

    /// <summary>Counts a hit; for the dispatcher.</summary>
    public void CountHit() => Volatile.Write(ref _hits, _hits + 1);

    /// <summary>Disarms. When it returns the source delivers no more hits of it.</summary>
    public abstract void Dispose();
}
