namespace OProf.Capture.Sync;

/// <summary>
/// Empties a CPU's buffer into the event stream: addresses become cookies and offsets, switches are said as the entries
/// tell them.
/// </summary>
/// <remarks>
/// <code>
///   buffer-start ──mode switch──► sample-start          Samples are ignored below bt-start.
///        │                            ▲
///    trace begin      a sample that is no caller, behind a chain
///        ▼                            │
///     bt-start ──a sample fails──► bt-ignore
/// </code>
/// Invariant: where a switch did not fit into the event buffer, nothing more is written of this CPU until the next CPU
/// switch, since it would be put down to what the switch has ended.
/// </remarks>
internal sealed class CpuBufferSync
{
    private readonly EventStreamWriter _writer;
    private readonly CpuBufferTasks _tasks;
    private CpuBufferSyncState _state;
    private bool _inKernel;
    private bool _isMuted;
    private bool _firstOfChain;
    private bool _inChain;
    private AddressSpace? _space;
    private ulong _executable;

    /// <summary>Writes to a stream.</summary>
    public CpuBufferSync(EventStreamWriter writer, CpuBufferTasks tasks)
    {
        _writer = writer;
        _tasks = tasks;
    }

    /// <summary>Takes as many entries as a buffer holds now. Ends however fast its writer is.</summary>
    public void Sync(CpuBufferChannel channel)
    {
        lock (_writer.Buffer.SyncRoot)
        {
            lock (_tasks.SyncRoot)
            {
                Begin(channel.Buffer.Cpu);
                channel.Buffer.BeginSync();
                while (channel.Buffer.TryTake(out var entry))
                {
                    if (entry.IsFlags)
                        Flags(channel, entry);
                    else if (entry.IsFrame)
                        Frame(channel, entry);
                    else
                        Sample(channel, entry);
                }

                EndChain();
                long overflow = channel.CountWriterLosses();
                if (overflow > 0)
                    Say(_writer.Lost(0, channel.Buffer.Cpu, LossCause.SampleLostOverflow, overflow));
                _space = null;
                _tasks.MarkDone(channel.Buffer.Cpu);
            }
        }

        _writer.Buffer.WakeReadersAtWatermark();
    }

    /// <summary>Counts what only the end of a stream can tell: the writer has ended and its buffer has been synced.</summary>
    public void End(CpuBufferChannel channel)
    {
        lock (_writer.Buffer.SyncRoot)
            channel.CloseChain(channel.Writer.HasUnsaidAbort);
    }

    private void Begin(int cpu)
    {
        _isMuted = !_writer.CpuSwitch(cpu);
        _state = CpuBufferSyncState.BufferStart;
        _inKernel = true;
        _firstOfChain = false;
        _inChain = false;
        _space = null;
        _executable = Cookie.NoCookie;
    }

    private void Flags(CpuBufferChannel channel, in CpuBufferEntry entry)
    {
        channel.CloseChain(entry.IsAfterAbort);
        EndChain();
        var flags = entry.Flags;
        var data = entry.Data;
        if ((flags & CpuBufferFlags.TraceBegin) != 0)
        {
            channel.OpenChain();
            _state = CpuBufferSyncState.TraceStart;
            _firstOfChain = true;
            _inChain = true;
            Say(!_isMuted && _writer.TraceBegin());
        }

        if ((flags & CpuBufferFlags.KernelContextSwitch) != 0)
        {
            _inKernel = (flags & CpuBufferFlags.IsKernel) != 0;
            if (_state == CpuBufferSyncState.BufferStart)
                _state = CpuBufferSyncState.SampleStart;
            Say(!_isMuted && _writer.Mode(_inKernel ? ProcessorMode.Kernel : ProcessorMode.User));
        }

        if ((flags & CpuBufferFlags.UserContextSwitch) != 0 && !data.IsEmpty)
        {
            SwitchTask(data[0]);
            data = data[1..];
        }

        if (!data.IsEmpty)
            Data(channel.Ledger, data);
    }

    private void SwitchTask(ulong handle)
    {
        // A task that is not there any more has no address space: its samples say so, each.
        _tasks.TryGet(handle, out var task);
        var space = task?.Space is { Count: > 0 } mapped ? mapped : null;
        if (space != _space)
            _executable = space?.ExecutableCookie ?? Cookie.NoCookie;
        _space = space;
        Say(!_isMuted && _writer.Context(task?.ProcessId ?? -1, task?.ThreadId ?? -1, _executable));
    }

    private void Sample(CpuBufferChannel channel, in CpuBufferEntry entry)
    {
        var ledger = channel.Ledger;
        bool isFirst = _firstOfChain;
        _firstOfChain = false;
        if (!isFirst)
        {
            // It is no part of the chain before it.
            channel.CloseChain(entry.IsAfterAbort);
            EndChain();
        }

        ledger.CountReceived();
        if (_state < CpuBufferSyncState.TraceStart)
        {
            ledger.CountLost(LossCause.ModeUnknown);
            return;
        }

        if (TryPut(entry, out var cause))
        {
            ledger.CountDelivered();
            return;
        }

        ledger.CountLost(cause);
        if (isFirst)
            Ignore(channel, cause);
    }

    private void Frame(CpuBufferChannel channel, in CpuBufferEntry entry)
    {
        if (_state == CpuBufferSyncState.BufferStart)
            channel.LoseChain(LossCause.ModeUnknown);
        else if (_state >= CpuBufferSyncState.TraceStart && !TryPut(entry, out var cause))
            Ignore(channel, cause);
    }

    private void Ignore(CpuBufferChannel channel, LossCause cause)
    {
        _state = CpuBufferSyncState.TraceIgnore;
        channel.LoseChain(cause == LossCause.EventLostOverflow ? cause : LossCause.BacktraceLostNoMapping);
    }

    // A chain ends where an entry comes that is none of its frames. What follows it without a trace begin is of the mode
    // and task that were said last.
    private void EndChain()
    {
        if (!_inChain)
            return;
        _inChain = false;
        _firstOfChain = false;
        _state = CpuBufferSyncState.SampleStart;
        Say(!_isMuted && _writer.TraceEnd());
    }

    private bool TryPut(in CpuBufferEntry entry, out LossCause cause)
    {
        cause = LossCause.EventLostOverflow;
        if (_inKernel)
            return !_isMuted && _writer.RawSample(entry.Address, entry.Event);
        if (_space is null)
        {
            cause = LossCause.SampleLostNoMm;
            return false;
        }

        if (!_space.TryFind(entry.Address, out var mapping))
        {
            cause = LossCause.SampleLostNoMapping;
            return false;
        }

        return !_isMuted && _writer.RawSample(mapping.Cookie, mapping.OffsetOf(entry.Address), entry.Event);
    }

    // Data without a mapping goes into the stream with its bare address, and is counted as lost all the same: its place is.
    private void Data(CpuLedger ledger, ReadOnlySpan<ulong> data)
    {
        ledger.CountReceived();
        if (data.Length < 3)
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        ulong offset = data[1];
        ulong? cookie = null;
        LossCause? loss = null;
        if (!_inKernel && _space is { } space && space.TryFind(offset, out var mapping))
        {
            cookie = mapping.Cookie;
            offset = mapping.OffsetOf(offset);
        }
        else if (!_inKernel)
        {
            cookie = Cookie.InvalidCookie;
            loss = _space is null ? LossCause.SampleLostNoMm : LossCause.SampleLostNoMapping;
        }

        if (_isMuted || !_writer.Data(0, data[0], cookie, offset, data[2..]))
            loss = LossCause.EventLostOverflow;
        if (loss is { } cause)
            ledger.CountLost(cause);
        else
            ledger.CountDelivered();
    }

    private void Say(bool fitted) => _isMuted |= !fitted;
}
