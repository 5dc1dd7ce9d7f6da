using System.Collections.Concurrent;

namespace OProf.Benchmarks.Rings;

/// <summary>A ConcurrentQueue for all writers.</summary>
internal sealed class QueueContender(string name, int records) : Contender(name, records)
{
    private readonly ConcurrentQueue<Record32> _queue = new();

    protected override void Write(int writer)
    {
        for (int i = 0; i < Records; i++)
            _queue.Enqueue(new Record32((ulong)i, (ulong)writer, (ulong)i, 0));
    }

    protected override void Empty()
    {
        while (_queue.TryDequeue(out _))
        {
        }
    }
}
