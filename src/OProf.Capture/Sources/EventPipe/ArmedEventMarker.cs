using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>Events of a process that are armed in a session: what comes is put into the session's inbox.</summary>
internal sealed class ArmedEventMarker : ArmedMarker, IEventReceiver
{
    private readonly MarkerContext _context;
    private readonly InboxRing _ring;
    private readonly EventPipeLease _lease;

    // For the thread that reads, and for that of the session once it gets nothing more.
    private readonly Dictionary<EventShape, InboxMarker> _inboxes = new(ReferenceEqualityComparer.Instance);
    private long _received;
    private long _dropped;

    public ArmedEventMarker(MarkerContext context, MarkerInfo marker, string? filter, EventMarkerName name, EventPipeLease lease, InboxRing ring)
        : base(marker, filter)
    {
        _context = context;
        Name = name;
        _lease = lease;
        _ring = ring;
        lease.Connection.Add(this);
        lease.Connection.Run();
    }

    /// <inheritdoc/>
    public EventMarkerName Name { get; }

    /// <inheritdoc/>
    public void Receive(EventShape shape, in EventStamp stamp, ReadOnlySpan<ulong> words)
    {
        if (!_inboxes.TryGetValue(shape, out var inbox))
        {
            inbox = _context.Inbox.AddLearnt(new MarkerInfo(shape.Schema.Name, MarkerSource.EventSource, shape.Schema), this);
            _inboxes.Add(shape, inbox);
        }

        _received++;
        inbox.TryWrite(_ring, stamp.Time, new InboxHead(stamp.Cpu, stamp.ProcessId, stamp.ThreadId, InboxRecord.IsDelayed), words);
    }

    /// <inheritdoc/>
    public void Undecodable()
    {
        _received++;
        CountLost(ProbeLossCause.Undecodable);
        _context.Events.CountUndecodable();
    }

    /// <inheritdoc/>
    public void Dropped(long events)
    {
        _dropped += events;
        CountLost(ProbeLossCause.SourceDropped, events);
        _context.Events.CountDropped(events);
    }

    /// <inheritdoc/>
    /// <remarks>What came before and was not delivered by now is delivered to nobody.</remarks>
    public override void Dispose()
    {
        _lease.Connection.Remove(this);
        foreach (var inbox in _inboxes.Values)
            inbox.Armed = null;
        if (_dropped > 0)
            EventPipeNotices.Dropped(_context.Session, Name, _dropped);
        if (_received == 0)
            EventPipeNotices.Silent(_context.Session, Name, _lease.Connection.EventsSeen);
        _lease.Release();
    }
}
