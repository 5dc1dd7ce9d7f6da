using System.Runtime.ExceptionServices;
using OProf.Capture.Sources.PerfEvents.Replay;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>
/// Batches of a file's records, read by a thread of the pool while those before are taken. It reads a few and goes, so that no
/// thread waits for a reader that nobody goes on with; and where the pool has none to spare, they are read when they are needed.
/// </summary>
/// <param name="fill">Reads the next one; by one thread at a time.</param>
/// <param name="isParallel">Whether to read ahead.</param>
internal sealed class BatchesAhead(Action<RecordBatch> fill, bool isParallel) : IThreadPoolWorkItem, IDisposable
{
    private const int MostAhead = 4;

    private readonly object _gate = new();
    private readonly Queue<RecordBatch> _full = new();
    private readonly Stack<RecordBatch> _free = new();
    private bool _isQueued;
    private bool _isFilling;
    private bool _isOver;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The next batch, to be given back by <see cref="Free"/>; not behind the one that is the end.</summary>
    public RecordBatch Next()
    {
        lock (_gate)
        {
            while (_full.Count == 0)
            {
                _failure?.Throw();
                if (_isFilling)
                    Monitor.Wait(_gate);
                else
                    FillOne();
            }

            var next = _full.Dequeue();
            _isOver |= next.IsEnd;
            if (isParallel && !_isOver && !_isFilling && !_isQueued && _full.Count <= MostAhead / 2)
            {
                _isQueued = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            return next;
        }
    }

    /// <summary>Takes a batch back.</summary>
    public void Free(RecordBatch batch)
    {
        lock (_gate)
            _free.Push(batch);
    }

    /// <inheritdoc/>
    public void Execute()
    {
        lock (_gate)
        {
            _isQueued = false;
            while (!_isOver && !_isFilling && _full.Count < MostAhead)
                FillOne();
        }
    }

    /// <summary>Ends it; when this returns nothing is read any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            while (_isFilling)
                Monitor.Wait(_gate);
        }
    }

    // Fills one without the lock, which is held before and after.
    private void FillOne()
    {
        var batch = _free.TryPop(out var free) ? free : new RecordBatch();
        _isFilling = true;
        Monitor.Exit(_gate);
        try
        {
            fill(batch);
        }
        catch (Exception error)
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }

        Monitor.Enter(_gate);
        _isFilling = false;
        _isOver |= batch.IsEnd || _failure is not null;
        if (_failure is null)
            _full.Enqueue(batch);
        Monitor.PulseAll(_gate);
    }
}
