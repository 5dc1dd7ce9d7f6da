using OProf.Capture.Sources.EventPipe;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Tests.EventPipe;

/// <summary>Keeps the events that it gets.</summary>
internal sealed class ListReceiver(string name) : IEventReceiver
{
    private readonly List<ReceivedEvent> _events = [];
    private long _lost;

    public EventMarkerName Name { get; } = EventMarkerName.Parse(name);

    public long Lost => Volatile.Read(ref _lost);

    public IReadOnlyList<ReceivedEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public void Receive(EventShape shape, in EventStamp stamp, ReadOnlySpan<ulong> words)
    {
        lock (_events)
            _events.Add(new ReceivedEvent(shape.Event, shape.Schema, stamp, PayloadReader.Read(shape.Schema, words)));
    }

    public void Undecodable() => Interlocked.Increment(ref _lost);

    public void Dropped(long events) => Interlocked.Add(ref _lost, events);
}
