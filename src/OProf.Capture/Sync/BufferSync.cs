namespace OProf.Capture.Sync;

/// <summary>
/// Takes the records of all CPUs' buffers in the order of their time, in rounds, and hands them to a sink.
/// </summary>
/// <remarks>
/// <code>
///   cpu 0  ──a───c──────e───────g─┐ head of this round
///   cpu 1  ────b──────d─────f─────┘
///                        │ limit: when the round before looked at the heads
///          taken now ◄───┘───► stays in the buffers until the next round
/// </code>
/// Invariant: when a round has begun, every record older than its limit is in the buffers. A record gets its time on its
/// CPU just before it is published there; the heads are read after the limit's moment, so what is older than the limit and
/// not yet published would have to be held up between the two for longer than a whole round. That such a record came
/// late all the same is seen, counted (<see cref="LateLimit"/>) and not hidden. A limit taken from a clock instead of the
/// newest record of the slowest CPU lets an idle CPU, which writes nothing, hold nothing back.
/// Within one CPU the order is that of the buffer: an interrupt's record may lie before that of the work it interrupted,
/// though it is younger by nanoseconds.
/// </remarks>
/// <typeparam name="TBuffer">The kind of buffer.</typeparam>
/// <typeparam name="TSink">The meaning of the records.</typeparam>
internal sealed class BufferSync<TBuffer, TSink>
    where TBuffer : struct, IRecordBuffer
    where TSink : struct, IRecordSink
{
    private readonly object _eventBufferLock;
    private TBuffer[] _buffers;
    private ulong[] _times;
    private int[] _heap;
    private readonly TSink _sink;
    private int _heapCount;

    /// <summary>Makes a sync of some buffers.</summary>
    /// <param name="buffers">The CPUs' buffers.</param>
    /// <param name="sink">Where the records go.</param>
    /// <param name="eventBufferLock">The event buffer's lock, held for each round.</param>
    public BufferSync(TBuffer[] buffers, TSink sink, object eventBufferLock)
    {
        _buffers = buffers;
        _sink = sink;
        _eventBufferLock = eventBufferLock;
        _times = new ulong[buffers.Length];
        _heap = new int[buffers.Length];
    }

    /// <summary>A record older than this came after younger ones had been taken.</summary>
    public ulong LateLimit { get; private set; }

    /// <summary>Takes the records of one more buffer from the next round on; its number is the next one.</summary>
    public void Add(TBuffer buffer)
    {
        _buffers = [.. _buffers, buffer];
        _times = new ulong[_buffers.Length];
        _heap = new int[_buffers.Length];
    }

    /// <summary>Takes all records up to a moment. Ends however fast the writers are.</summary>
    /// <param name="limit">Time of the youngest record to take; <see cref="ulong.MaxValue"/> for all that there is.</param>
    /// <returns>Number of records taken.</returns>
    public long Round(ulong limit)
    {
        lock (_eventBufferLock)
        {
            _heapCount = 0;
            for (int i = 0; i < _buffers.Length; i++)
            {
                _buffers[i].BeginRound();
                if (_buffers[i].TryPeek(out var record))
                {
                    _times[i] = _sink.TimeOf(record);
                    _sink.LookAhead(i, record, _times[i]);
                    Push(i);
                }
            }

            long taken = 0;
            while (_heapCount > 0 && _times[_heap[0]] <= limit)
                taken += Run(_heap[0], limit);
            for (int i = 0; i < _buffers.Length; i++)
            {
                _buffers[i].EndRound();
                _sink.MarkDone(_buffers[i].Cpu);
            }

            if (limit != ulong.MaxValue)
                LateLimit = limit;
            return taken;
        }
    }

    // Takes the records of one buffer for as long as it is the one with the oldest.
    private long Run(int index, ulong limit)
    {
        ulong bound = limit;
        if (_heapCount > 1)
            bound = Math.Min(bound, _times[_heap[1]]);
        if (_heapCount > 2)
            bound = Math.Min(bound, _times[_heap[2]]);
        ref var buffer = ref _buffers[index];
        ulong time = _times[index];
        long taken = 0;
        while (buffer.TryPeek(out var record))
        {
            if (taken > 0)
            {
                time = _sink.TimeOf(record);
                if (time > bound)
                {
                    _times[index] = time;
                    if (time <= limit)
                        _sink.LookAhead(index, record, time);
                    SiftDown();
                    return taken;
                }
            }

            _sink.Accept(index, record, time);
            buffer.Advance(record.Length);
            taken++;
        }

        _heap[0] = _heap[--_heapCount];
        SiftDown();
        return taken;
    }

    private void Push(int index)
    {
        int place = _heapCount++;
        for (; place > 0 && _times[_heap[(place - 1) / 2]] > _times[index]; place = (place - 1) / 2)
            _heap[place] = _heap[(place - 1) / 2];
        _heap[place] = index;
    }

    private void SiftDown()
    {
        int index = _heap[0];
        int place = 0;
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _heapCount)
                break;
            if (child + 1 < _heapCount && _times[_heap[child + 1]] < _times[_heap[child]])
                child++;
            if (_times[_heap[child]] >= _times[index])
                break;
            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = index;
    }
}
