using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>Samples and their call chains.</content>
internal sealed partial class PerfRecordSync
{
    // kernel.perf_event_max_stack goes to 640 frames and 64 marks at most.
    public const int MaxChainLength = 1024;

    // What a word of a chain is: a mode, with this bit where it is a return address; or no frame at all.
    private const ushort IsReturnAddress = 0x100;
    private const ushort NoFrame = 0;

    private static bool IsUser(ProcessorMode mode) => mode is ProcessorMode.User;

    private void Sample(CpuState cpu, ReadOnlySpan<byte> record, ulong time)
    {
        var ledger = cpu.Ledger;
        if (record.Length < PerfSampleLayout.FixedSize)
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        if (Samples >= MaxSamples)
        {
            ledger.CountLost(LossCause.AfterEnd);
            return;
        }

        // Between two rounds whole rings can come, and each sample can bring a call chain that is new.
        if ((Samples & 63) == 0 && _tables.Bytes + _tables.Stacks.ComingGrowth + _writer.Buffer.BytesTaken >= MemoryLimit)
        {
            ledger.CountLost(LossCause.EventLostOverflow);
            return;
        }

        int index = _ids.IndexOf(UInt64(record, PerfSampleLayout.Identifier));
        if (index < 0)
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        var sample = new StreamSample
        {
            Time = time,
            Cpu = ledger.Cpu,
            Mode = PerfRecordMisc.ModeOf(MiscOf(record)),
            Offset = UInt64(record, PerfSampleLayout.Ip),
            Event = index,
            Period = UInt64(record, PerfSampleLayout.Period),
        };
        if (sample.Mode == ProcessorMode.Unknown)
        {
            ledger.CountLost(LossCause.ModeUnknown);
            return;
        }

        if (sample.Offset == EventCode.Escape)
        {
            ledger.CountLost(LossCause.SampleInvalidEip);
            return;
        }

        var thread = ThreadOf(cpu, Int32(record, PerfSampleLayout.Pid), Int32(record, PerfSampleLayout.Tid));
        var body = record[PerfSampleLayout.FixedSize..];
        if (_hasGroupValues[index])
        {
            int used = _groupValues.Read(body, thread.ThreadId, out var values);
            sample.Values = values;
            if (used < 0)
            {
                ledger.CountLost(LossCause.Malformed);
                return;
            }

            body = body[used..];
        }

        var chain = default(ReadOnlySpan<ulong>);
        if (_hasCallChain)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(body);
            if (words.IsEmpty || words[0] >= MaxChainLength || (int)words[0] > words.Length - 1)
            {
                ledger.CountLost(LossCause.Malformed);
                return;
            }

            chain = words.Slice(1, (int)words[0]);
        }

        if (Attribute(ref sample, thread, chain.Length > 0, out var cause))
        {
            sample.Stack = StackOf(chain, thread.Process, cpu);
            sample.IsInnermostFrame = BeginsWith(chain, UInt64(record, PerfSampleLayout.Ip), sample.Mode);
            Deliver(ref sample, thread, ledger);
        }
        else
        {
            ledger.CountLost(cause);
        }
    }

    // Turns a user sample's address into cookie and offset; all other modes go through as they are.
    private bool Attribute(ref StreamSample sample, ThreadEntry thread, bool hasChain, out LossCause cause)
    {
        cause = LossCause.SampleLostNoMm;
        if (!IsUser(sample.Mode))
            return true;
        var space = thread.Process.Space;
        if (space.Count == 0)
            return false;

        // Where the first sample of a call chain fails, the rest of it is dropped with it and counted as one.
        cause = hasChain ? LossCause.BacktraceLostNoMapping : LossCause.SampleLostNoMapping;
        if (!space.TryFind(sample.Offset, out var mapping))
            return false;
        sample.Cookie = mapping.Cookie;
        sample.Offset = mapping.OffsetOf(sample.Offset);
        if (mapping.Cookie == Cookie.NoCookie)
            NoteOwner(thread.Process);
        return true;
    }

    private void Deliver(ref StreamSample sample, ThreadEntry thread, CpuLedger ledger)
    {
        sample.ProcessId = thread.Process.ProcessId;
        sample.ThreadId = thread.ThreadId;
        sample.ExecutableCookie = thread.Process.Space.ExecutableCookie;
        if (thread.TaskRow < 0)
        {
            thread.TaskRow = _tables.Tasks.Intern(
                sample.ProcessId, sample.ThreadId, thread.CommandIndex, sample.ExecutableCookie);
        }

        sample.Task = thread.TaskRow;
        if (!_writer.Sample(sample))
        {
            ledger.CountLost(LossCause.EventLostOverflow);
            return;
        }

        if (Samples == 0)
            FirstSampleTime = sample.Time;
        Samples++;
        ledger.CountDelivered();
    }

    private ThreadEntry ThreadOf(CpuState cpu, int processId, int threadId)
    {
        // The kernel no longer knows the ids of a task on its last way; the switch to it told them.
        if (threadId == -1 && cpu.RunningThread > 0)
        {
            threadId = cpu.RunningThread;
            processId = cpu.RunningProcess;
        }

        var last = cpu.LastThread;
        if (last is not null && last.ThreadId == threadId && last.Process.ProcessId == processId && !last.HasEnded)
            return last;
        if (!_spaces.TryGetThread(threadId, out var thread)
            || (processId > 0 && thread.Process.ProcessId != processId))
        {
            FindLate(processId, threadId);
            _spaces.TryGetThread(threadId, out thread);
        }

        return cpu.LastThread = thread!;
    }

    private void FindLate(int processId, int threadId)
    {
        // The idle task and one that ended have no name of their own; these are what perf calls them. A thread whose start
        // was lost gets its process's name.
        int command = threadId == 0 ? _tables.Strings.Intern("swapper"u8)
            : threadId < 0 ? _tables.Strings.Intern(":-1"u8)
            : _spaces.CommandOf(processId);
        bool known = IsNoProcess(processId) || _spaces.TryGetProcess(processId, out _);
        if (!known && _catalog is not null && _askedFor.Count < 1 << 16 && _askedFor.Add(processId))
        {
            if (_catalog.TryAdd(processId, _spaces, _tables))
            {
                ProcessesFoundLate++;
                command = _spaces.CommandOf(threadId);
            }
        }

        _spaces.AddThread(processId, threadId, command);
    }

    private void NoteOwner(ProcessEntry process)
    {
        if (process.OwnerNoted || _catalog is null)
            return;
        process.OwnerNoted = true;
        if (_catalog.OwnerOf(process.ProcessId) is { } owner)
            Owners[process.ProcessId] = owner;
    }

    /// <summary>Forgets the numbers of call chains: the table has begun a new generation.</summary>
    public void ForgetChains()
    {
        _chains.Clear();
        foreach (var cpu in _cpus)
            cpu.LastChain.Clear();
    }

    private int StackOf(ReadOnlySpan<ulong> chain, ProcessEntry process, CpuState cpu)
    {
        if (chain.IsEmpty)
            return 0;
        long generation = process.Space.Generation;
        int stack = _chains.Find(chain, generation, out var key);
        if (stack != 0)
            return stack;
        var kinds = _kinds.AsSpan(0, chain.Length);
        Classify(chain, kinds);
        int common = cpu.LastChain.Common(chain, kinds, generation, out stack, out ulong hash);
        int last = chain.Length - 1 - common;
        int count = 0;
        for (int i = last; i >= 0; i--)
        {
            if (kinds[i] != NoFrame)
                _frames[count++] = FrameOf(chain[i], (ProcessorMode)(kinds[i] & 0xFF), kinds[i] >= IsReturnAddress, process);
        }

        _tables.Stacks.InternChain(_frames.AsSpan(0, count), stack, hash, _stacks, _hashes);
        for (int i = last, frame = 0; i >= 0; i--)
        {
            if (kinds[i] != NoFrame)
            {
                stack = _stacks[frame];
                hash = _hashes[frame++];
            }

            cpu.LastChain.Add(chain[i], kinds[i], stack, hash);
        }

        _chains.Store(key, stack);
        return stack;
    }

    // Whether a chain's innermost frame is that of an address, found in the same address space, and the exact place.
    private static bool BeginsWith(ReadOnlySpan<ulong> chain, ulong address, ProcessorMode mode) =>
        chain.Length > 1 && chain[1] == address && address < PerfContext.PERF_CONTEXT_MAX && PerfContext.ModeOf(chain[0]) == mode;

    // Says of each word of a chain whether it is a frame, and of which mode; the first one of each mode is the exact place,
    // the others are where calls return to.
    private static void Classify(ReadOnlySpan<ulong> chain, Span<ushort> kinds)
    {
        ushort kind = NoFrame;
        for (int i = 0; i < chain.Length; i++)
        {
            if (chain[i] >= PerfContext.PERF_CONTEXT_MAX)
            {
                var mode = PerfContext.ModeOf(chain[i]);
                kinds[i] = NoFrame;
                kind = mode == ProcessorMode.Unknown ? NoFrame : (ushort)mode;
                continue;
            }

            kinds[i] = kind;
            if (kind != NoFrame)
                kind |= IsReturnAddress;
        }
    }

    private FrameKey FrameOf(ulong address, ProcessorMode mode, bool isReturnAddress, ProcessEntry process)
    {
        if (!IsUser(mode))
            return StackTable.KeyOf(Cookie.NoCookie, address, mode, isReturnAddress);

        // A call may be the last instruction of its mapping: the address before tells the mapping.
        if (!process.Space.TryFind(isReturnAddress ? address - 1 : address, out var mapping))
            return StackTable.KeyOf(Cookie.InvalidCookie, address, mode, isReturnAddress);
        if (mapping.Cookie == Cookie.NoCookie)
            NoteOwner(process);
        return StackTable.KeyOf(mapping.Cookie, mapping.OffsetOf(address), mode, isReturnAddress);
    }
}
