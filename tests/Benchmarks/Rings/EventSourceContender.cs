using System.Diagnostics.Tracing;

namespace OProf.Benchmarks.Rings;

/// <summary>An EventSource that is enabled by a listener in the process, which counts its events.</summary>
internal sealed class EventSourceContender : Contender
{
    private readonly Counting _listener = new();
    private long _written;

    public EventSourceContender(string name, int records)
        : base(name, records)
    {
        _listener.EnableEvents(TwoWordsEventSource.Log, EventLevel.Verbose);
        if (!TwoWordsEventSource.Log.IsEnabled())
            throw new InvalidOperationException("The event source is not enabled.");
    }

    public override long Lost => _written - _listener.Events;

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    protected override void Write(int writer)
    {
        for (int i = 0; i < Records; i++)
            TwoWordsEventSource.Log.TwoWords(i, writer);
        Interlocked.Add(ref _written, Records);
    }

    private sealed class Counting : EventListener
    {
        private long _events;

        public long Events => Volatile.Read(ref _events);

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Interlocked.Increment(ref _events);
    }
}
