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

    /// <summary>What it measures, live: one for each key; empty where it measures nothing.</summary>
    public virtual IReadOnlyList<ProbeStatistic> Statistics => [];

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

    /// <summary>Looks whether the markers have what the probe needs. On the sync thread, before anything is armed.</summary>
    /// <param name="places">For each of the options' places the markers that it stands for.</param>
    /// <exception cref="Sessions.CaptureException">They have not.</exception>
    internal virtual void Check(IReadOnlyList<IReadOnlyList<MarkerInfo>> places)
    {
    }

    /// <summary>Begins what it does on threads of its own; on the sync thread, before its first hit.</summary>
    /// <exception cref="Sessions.CaptureException">The session is none for such a probe.</exception>
    internal virtual void Start(MarkerContext context)
    {
    }

    /// <summary>Between two rounds, before what was asked of the sync thread is done.</summary>
    internal virtual void BeforeRequests()
    {
    }

    /// <summary>Between two rounds, after what was asked of the sync thread has been done.</summary>
    internal virtual void AfterRequests()
    {
    }

    /// <summary>Before a round, after the session has dropped what it need not keep.</summary>
    internal virtual void BeginRound()
    {
    }

    /// <summary>Has what it does on threads of its own end, after its last hit.</summary>
    /// <param name="drains">Whether hits that still wait are to be worked through.</param>
    internal virtual void BeginStop(bool drains)
    {
    }

    /// <summary>Waits until what <see cref="BeginStop"/> ends has ended; not for ever.</summary>
    /// <param name="session">Is told where it has not.</param>
    /// <param name="deadline">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    internal virtual void EndStop(Sessions.CaptureSession session, long deadline)
    {
    }

    internal IReadOnlyList<ArmedMarker> Armed => [.. _links.Select(link => link.Armed)];

    /// <summary>Says which markers it gets hits of.</summary>
    /// <param name="places">For each of the options' places the markers that it stands for.</param>
    internal virtual void Connect(IReadOnlyList<IReadOnlyList<ArmedMarker>> places)
    {
        Volatile.Write(ref _links, [.. places.SelectMany(place => place).Distinct().Select(marker => new ProbeLink(marker))]);
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
