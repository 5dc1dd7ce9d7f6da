namespace OProf.Capture.Markers.Probes;

/// <summary>What runs when a marker is hit, connected to one or several markers of a session. Its counts are live, and safe to read from any thread.</summary>
public abstract class Probe
{
    private readonly ProbeLosses _losses = new();
    private IReadOnlyList<ProbeLink> _links = [];
    private long _hits;
    private long _errors;
    private Exception? _lastError;
    private bool _isConnected;

    private protected Probe(int id, ProbeOptions options)
    {
        Id = id;
        Options = options;
    }

    /// <summary>Its number in its session; 1 and up.</summary>
    public int Id { get; }

    /// <summary>What it was asked to do.</summary>
    public ProbeOptions Options { get; }

    /// <summary>The markers that it is connected to, or was.</summary>
    public IReadOnlyList<MarkerInfo> Markers => [.. Volatile.Read(ref _links).Select(link => link.Armed.Marker)];

    /// <summary>Whether it still gets hits.</summary>
    public bool IsConnected => Volatile.Read(ref _isConnected);

    /// <summary>Hits that it has seen.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>Hits that it could not do with what it is for, whatever the cause.</summary>
    public long Lost => Enum.GetValues<ProbeLossCause>().Sum(LostBy);

    /// <summary>Lost hits by cause; causes without any are left out.</summary>
    public IReadOnlyDictionary<ProbeLossCause, long> Losses =>
        Enum.GetValues<ProbeLossCause>().Where(cause => LostBy(cause) > 0).ToDictionary(cause => cause, LostBy);

    /// <summary>How often its callback, condition or action failed.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Why it failed the last time; null where it never did.</summary>
    public Exception? LastError => Volatile.Read(ref _lastError);

    /// <summary>Whether hits are to be recorded in the stream.</summary>
    internal virtual bool Records => false;

    /// <summary>Whether it goes on while the session is suspended: what resumes a session has to.</summary>
    internal virtual bool RunsSuspended => false;

    /// <summary>Hits lost by a cause, those included that its markers lost on the way while it was connected.</summary>
    public long LostBy(ProbeLossCause cause) => _losses[cause] + Volatile.Read(ref _links).Sum(link => link.Lost(cause));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Id}: {Options.Marker}");

    /// <summary>Takes a hit; on the sync thread, during a round.</summary>
    internal abstract void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit);

    /// <summary>Looks whether the markers have what the probe needs. On the sync thread, before it is connected.</summary>
    /// <exception cref="Sessions.CaptureException">They have not.</exception>
    internal virtual void Check(IReadOnlyList<MarkerInfo> markers)
    {
    }

    /// <summary>Begins what it does on threads of its own; on the sync thread, before its first hit.</summary>
    internal virtual void Start(MarkerContext context)
    {
    }

    /// <summary>
    /// Ends what it does on threads of its own, after its last hit, and waits for that; not for ever. On any thread but the
    /// sync thread, or on that once the session is over.
    /// </summary>
    /// <param name="context">The session's parts.</param>
    /// <param name="drains">Whether hits that still wait are to be worked through.</param>
    internal virtual void Stop(MarkerContext context, bool drains)
    {
    }

    internal IReadOnlyList<ArmedMarker> Armed => [.. _links.Select(link => link.Armed)];

    internal void Connect(IReadOnlyList<ArmedMarker> armed)
    {
        Volatile.Write(ref _links, [.. armed.Select(marker => new ProbeLink(marker))]);
        Volatile.Write(ref _isConnected, true);
    }

    /// <summary>Says that it gets no more hits.</summary>
    internal void Disconnect()
    {
        // What the markers lose from now on is not this probe's loss.
        Volatile.Write(ref _links, [.. _links.Select(link => link.Ended())]);
        Volatile.Write(ref _isConnected, false);
    }

    /// <summary>Counts a hit; for the dispatcher.</summary>
    internal void CountHit() => Volatile.Write(ref _hits, _hits + 1);

    internal void CountLost(ProbeLossCause cause, long hits = 1) => _losses.Count(cause, hits);

    private protected void CountError(Exception error)
    {
        Volatile.Write(ref _lastError, error);
        Interlocked.Increment(ref _errors);
    }
}
