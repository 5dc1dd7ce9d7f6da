using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>Reads a stream of events, and gives each to those who want it. One thread reads; any may add and remove.</summary>
internal sealed class EventDispatch
{
    // An event that describes itself may have other fields each time; what has more shapes than this is none.
    private const int MaxShapes = 32;
    private const int MaxEventNames = 4096;

    private readonly DiagnosticPort _port;
    private readonly string _provider;
    private readonly EventStream _stream;
    private readonly PayloadWriter _writer = new();
    private readonly Dictionary<TraceEvent, List<EventShape>> _shapes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EventShape, EventTargets> _targets = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly NamespaceThreads? _threads;
    private readonly long _before;
    private readonly long _after;
    private readonly object _gate = new();
    private IEventReceiver[] _receivers = [];
    private EventPipeEventSource? _source;
    private EventClock? _clock;
    private int _lost;

    /// <param name="port">The process.</param>
    /// <param name="provider">Whose events were asked for.</param>
    /// <param name="stream">What it sends.</param>
    /// <param name="before">CLOCK_MONOTONIC before the stream was asked for.</param>
    /// <param name="after">CLOCK_MONOTONIC when it had begun.</param>
    public EventDispatch(DiagnosticPort port, string provider, EventStream stream, long before, long after)
    {
        _port = port;
        _provider = provider;
        _stream = stream;
        (_before, _after) = (before, after);
        _threads = port.NamespaceProcessId == port.ProcessId ? null : new NamespaceThreads(port.ProcessId);
    }

    /// <summary>By how many nanoseconds times may be wrong; 0 where they are exact.</summary>
    public long ClockUncertainty => _clock?.Uncertainty ?? 0;

    /// <summary>Names of the events that came.</summary>
    public IReadOnlyCollection<string> EventsSeen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    /// <summary>Gives what comes from now on to another receiver, too.</summary>
    public void Add(IEventReceiver receiver)
    {
        lock (_gate)
            _receivers = [.. _receivers, receiver];
    }

    /// <summary>Gives nothing more to a receiver.</summary>
    /// <returns>How many are left.</returns>
    public int Remove(IEventReceiver receiver)
    {
        lock (_gate)
        {
            _receivers = [.. _receivers.Where(other => !ReferenceEquals(other, receiver))];
            return _receivers.Length;
        }
    }

    /// <summary>Reads until the stream ends.</summary>
    public void Process()
    {
        using var source = new EventPipeEventSource(_stream);
        _source = source;
        source.Clr.All += OnEvent;
        source.Dynamic.All += OnDynamic;
        source.UnhandledEvents += OnEvent;
        _stream.Idle = HeldEvents.FlushOf(source);
        try
        {
            source.Process();
        }
        finally
        {
            CountLost();
        }
    }

    // What the parser of the runtime's events knows better comes from there.
    private void OnDynamic(TraceEvent data)
    {
        if (data.ProviderGuid != ClrTraceEventParser.ProviderGuid)
            OnEvent(data);
    }

    private void OnEvent(TraceEvent data)
    {
        CountLost();

        // Each stream has events of EventPipe's own, too.
        if (!string.Equals(data.ProviderName, _provider, StringComparison.OrdinalIgnoreCase))
            return;

        // Held while an event is given on, so that whoever is removed gets none afterwards.
        lock (_gate)
        {
            Note(data);
            if (_receivers.Length > 0)
                Give(data);
        }
    }

    private void Give(TraceEvent data)
    {
        if (!_shapes.TryGetValue(data, out var shapes))
            _shapes.Add(data, shapes = []);
        var shape = ShapeOf(data, shapes);
        var targets = shape is null ? EventTargets.Of(EventShape.NameOf(data), _receivers) : TargetsOf(shape);
        if (targets.Receivers.Length == 0)
            return;
        if (shape is null || _writer.HasOverflowed)
        {
            foreach (var receiver in targets.Receivers)
                receiver.Undecodable();
            return;
        }

        var clock = _clock ??= ClockOfStream();
#pragma warning disable CS0618 // Discouraged because of its unit, which is known here; milliseconds from the start are not exact.
        ulong time = clock.Nanoseconds(data.TimeStampQPC);
#pragma warning restore CS0618
        var stamp = new EventStamp(
            time, data.ProcessorNumber, _port.ProcessId, _threads?.Outer(data.ThreadID) ?? data.ThreadID);
        var words = _writer.Words;
        foreach (var receiver in targets.Receivers)
            receiver.Receive(shape, stamp, words);
    }

    private EventShape? ShapeOf(TraceEvent data, List<EventShape> shapes)
    {
        try
        {
            foreach (var shape in shapes)
            {
                if (shape.TryPack(_writer, data))
                    return shape;
            }

            if (shapes.Count == MaxShapes)
                return null;
            var added = new EventShape(data, _port.ProcessId);
            if (!added.TryPack(_writer, data))
                return null;
            shapes.Add(added);
            return added;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // TraceEvent throws what it likes at fields that make no sense: that costs this event and no other.
            return null;
        }
    }

    private EventTargets TargetsOf(EventShape shape)
    {
        if (!_targets.TryGetValue(shape, out var targets) || !ReferenceEquals(targets.All, _receivers))
            _targets[shape] = targets = EventTargets.Of(shape.Event, _receivers);
        return targets;
    }

    private void Note(TraceEvent data)
    {
        if (_shapes.ContainsKey(data))
            return;
        lock (_seen)
        {
            if (_seen.Count < MaxEventNames)
                _seen.Add(EventShape.NameOf(data));
        }
    }

    private void CountLost()
    {
        int lost = _source!.EventsLost;
        if (lost == _lost)
            return;
        int more = lost - _lost;
        _lost = lost;
        lock (_gate)
        {
            // All receivers share the stream: each loss is said once.
            if (_receivers.Length > 0)
                _receivers[0].Dropped(more);
        }
    }

    private EventClock ClockOfStream() =>
        TraceHeader.TryRead(_stream.Head, out var header)
            ? EventClock.Of(header, _before, _after)
            : throw new InvalidDataException("The stream of events does not begin with the clock of its process.");
}
