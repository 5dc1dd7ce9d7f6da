namespace OProf.Capture.Sync;

/// <summary>
/// The writer's end of a <see cref="CpuBuffer"/>: puts a flag entry before a sample wherever mode or task have changed
/// since the last one, or the reader has begun a new sync and has forgotten them. For one thread.
/// </summary>
/// <remarks>
/// Invariant: <c>_mode</c> and <c>_task</c> are what the entries in the buffer say. An entry and the flags it needs are
/// one reservation, so where they do not fit, neither is said and both will be said again.
/// <c>Received = entries taken by the reader or still held + LostOverflow + InvalidEip</c>, where an entry is a sample, a
/// call chain or data.
/// </remarks>
internal sealed class CpuBufferWriter
{
    private readonly CpuBuffer _buffer;
    private ProcessorMode _mode;
    private ulong _task;
    private ulong _saidAt;
    private bool _afterAbort;
    private long _received;
    private long _lostOverflow;
    private long _invalidEip;
    private long _backtraceAborted;

    /// <summary>Writes to a buffer.</summary>
    public CpuBufferWriter(CpuBuffer buffer) => _buffer = buffer;

    /// <summary>Samples, call chains and data that were to be written.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Samples and data for which there was no room (sample_lost_overflow).</summary>
    public long LostOverflow => Volatile.Read(ref _lostOverflow);

    /// <summary>Samples whose address is the escape word and cannot be said (sample_invalid_eip).</summary>
    public long InvalidEip => Volatile.Read(ref _invalidEip);

    /// <summary>Call chains that were given up (backtrace_aborted).</summary>
    public long BacktraceAborted => Volatile.Read(ref _backtraceAborted);

    /// <summary>Whether a call chain is being written.</summary>
    public bool IsTracing { get; private set; }

    /// <summary>Whether the last call chain was given up and no entry has said so yet.</summary>
    public bool HasUnsaidAbort => _afterAbort;

    /// <summary>Writes a sample.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="event">Number of the event.</param>
    /// <param name="isKernel">Whether it was taken in the kernel.</param>
    /// <param name="task">Handle of the task (<see cref="CpuBufferTasks"/>).</param>
    /// <param name="withTrace">Whether the callers follow by <see cref="Trace"/>.</param>
    /// <returns>False where it was lost; then no callers are to follow.</returns>
    public bool Sample(ulong address, ulong @event, bool isKernel, ulong task, bool withTrace = false)
    {
        IsTracing = false;
        Count(ref _received);
        if (address == EventCode.Escape)
        {
            Count(ref _invalidEip);
            return false;
        }

        var flags = withTrace ? CpuBufferFlags.TraceBegin : CpuBufferFlags.None;
        if (!TryReserve(flags, isKernel, task, CpuBuffer.EntryWords))
            return false;
        _buffer.Put(0, address, @event, []);
        _buffer.Commit();
        if (withTrace)
            Count(ref _received);
        IsTracing = withTrace;
        return true;
    }

    /// <summary>Writes the next caller of the sample before; does nothing where the chain was given up already.</summary>
    public void Trace(ulong address)
    {
        if (!IsTracing)
            return;

        // A broken frame can give any value, also the one that cannot be said.
        if (address == EventCode.Escape || !_buffer.TryReserve(CpuBuffer.EntryWords))
        {
            IsTracing = false;
            _afterAbort = true;
            Count(ref _backtraceAborted);
            return;
        }

        _buffer.Put(CpuBufferEntry.FrameBit, address, 0, []);
        _buffer.Commit();
    }

    /// <summary>Ends the call chain.</summary>
    public void EndTrace() => IsTracing = false;

    /// <summary>Writes data that belongs to a place in a program.</summary>
    /// <param name="code">What it is: <see cref="EventCode.IbsFetch"/>, <see cref="EventCode.IbsOp"/> or a kind of one's own.</param>
    /// <param name="address">The place.</param>
    /// <param name="payload">The words; at least one, at most <see cref="CpuBuffer.MaxDataWords"/> - 2.</param>
    /// <param name="isKernel">Whether the place is in the kernel.</param>
    /// <param name="task">Handle of the task.</param>
    /// <returns>False where it was lost.</returns>
    public bool Data(ulong code, ulong address, ReadOnlySpan<ulong> payload, bool isKernel, ulong task)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payload.Length, nameof(payload));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, CpuBuffer.MaxDataWords - 2, nameof(payload));
        IsTracing = false;
        Count(ref _received);
        if (!TryReserve(CpuBufferFlags.None, isKernel, task, CpuBuffer.EntryWords + 2 + payload.Length))
            return false;
        Span<ulong> data = stackalloc ulong[2 + payload.Length];
        data[0] = code;
        data[1] = address;
        payload.CopyTo(data[2..]);
        _buffer.Put(0, EventCode.Escape, (ulong)CpuBufferFlags.None, data);
        _buffer.Commit();
        return true;
    }

    // Makes room for an entry and puts the flags that it needs in front.
    private bool TryReserve(CpuBufferFlags flags, bool isKernel, ulong task, int words)
    {
        bool isForgotten = _saidAt < _buffer.Boundary;
        var mode = isKernel ? ProcessorMode.Kernel : ProcessorMode.User;
        if (isForgotten || mode != _mode)
            flags |= CpuBufferFlags.KernelContextSwitch | (isKernel ? CpuBufferFlags.IsKernel : 0);
        bool isOtherTask = isForgotten || task != _task;
        if (isOtherTask)
            flags |= CpuBufferFlags.UserContextSwitch;
        bool hasFlags = flags != CpuBufferFlags.None || _afterAbort;
        if (!_buffer.TryReserve(words + (hasFlags ? CpuBuffer.EntryWords : 0) + (isOtherTask ? 1 : 0)))
        {
            Count(ref _lostOverflow);
            return false;
        }

        if (hasFlags)
        {
            _buffer.Put(
                _afterAbort ? CpuBufferEntry.AfterAbortBit : 0, EventCode.Escape, (ulong)flags,
                isOtherTask ? new ReadOnlySpan<ulong>(in task) : []);
        }

        // The caller commits: from here on nothing can fail.
        _afterAbort = false;
        _mode = mode;
        _task = task;
        _saidAt = isForgotten ? _buffer.Next : _saidAt;
        return true;
    }

    // One writer: no interlocked operation, but a reader sees the number whole.
    private static void Count(ref long counter) => Volatile.Write(ref counter, counter + 1);
}
