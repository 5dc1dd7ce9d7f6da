using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>Samples.</content>
internal sealed partial class PerfRecordSync
{
    private static bool IsUser(ProcessorMode mode) => mode is ProcessorMode.User;

    private void Sample(CpuState cpu, ReadOnlySpan<byte> record, ulong time)
    {
        var ledger = cpu.Ledger;
        if (record.Length < _leastSample)
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        ulong id = UInt64(record, PerfSampleLayout.Identifier);
        if (id != cpu.LastId || cpu.LastIndex == EventIdMap.Unknown)
            (cpu.LastId, cpu.LastIndex) = (id, _ids.IndexOf(id));
        int index = cpu.LastIndex;
        if (index >= EventIdMap.FirstTracepoint)
        {
            Hit(cpu, record, time, index);
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

        if (index == EventIdMap.SwitchOut)
        {
            SampleLeaving(cpu, record);
            return;
        }

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
        if (sample.Mode == ProcessorMode.Unknown && !_isReplay)
        {
            ledger.CountLost(LossCause.ModeUnknown);
            return;
        }

        if (sample.Offset == EventCode.Escape)
        {
            ledger.CountLost(LossCause.SampleInvalidEip);
            return;
        }

        ref var thread = ref CachedThreadOf(cpu, Int32(record, PerfSampleLayout.Pid), Int32(record, PerfSampleLayout.Tid));
        if (_hasCgroup && CgroupOf(record) != thread.Cgroup)
            FollowCgroup(ref thread, record);
        if (OffCpuEvent >= 0 && thread.Thread.OffCpu.IsOff)
            SeeRunning(thread.Thread, time);
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
        if (_hasCallChain && !TryChain(body, out chain))
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        bool attributed = chain.IsEmpty
            ? Attribute(ref sample, thread.Thread, hasChain: false, out var cause) || KeepsUnattributed(ref sample)
            : Attribute(ref sample, chain, KeyOf(cpu, record, chain, thread.Generation), thread.Thread, out cause);
        if (attributed)
            Deliver(ref sample, ref thread, ledger);
        else
            ledger.CountLost(cause);
    }

    // Of a chain that was seen before in the same mappings, the number is known, and mostly the place too.
    private bool Attribute(
        ref StreamSample sample, ReadOnlySpan<ulong> chain, ChainKey key, ThreadEntry thread, out LossCause cause)
    {
        cause = default;
        int stack = _chains.Find(key, out var place);
        sample.IsInnermostFrame = BeginsWith(chain, sample.Offset, sample.Mode);
        if (stack != 0 && sample.IsInnermostFrame && place != FramePlace.Unknown)
        {
            sample.Cookie = place.Cookie;
            sample.Offset = place.Offset;
            if (place.Cookie == Cookie.NoCookie && IsUser(sample.Mode))
                NoteOwner(thread.Process);
        }
        else
        {
            if (!Attribute(ref sample, thread, hasChain: true, out cause) && !KeepsUnattributed(ref sample))
                return false;
            if (stack == 0)
                stack = Intern(chain, thread.Process);
            _chains.Store(key, stack, sample.IsInnermostFrame ? new FramePlace(sample.Cookie, sample.Offset) : FramePlace.Unknown);
        }

        sample.Stack = stack;
        return true;
    }

    // Turns a user sample's address into cookie and offset; all other modes go through as they are.
    private bool Attribute(ref StreamSample sample, ThreadEntry thread, bool hasChain, out LossCause cause)
    {
        cause = LossCause.SampleLostNoMm;
        if (!IsUser(sample.Mode))
            return sample.Mode != ProcessorMode.Unknown;
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

    private bool KeepsUnattributed(ref StreamSample sample)
    {
        if (_isReplay)
            sample.Cookie = Cookie.InvalidCookie;
        return _isReplay;
    }

    /// <summary>
    /// Has what a CPU's next sample needs fetched while others are attributed: the entry of its call chain is one of a megabyte, and
    /// waiting for it was a quarter of all the time.
    /// </summary>
    /// <param name="buffer">Number of its buffer.</param>
    /// <param name="record">The record; nothing of it is taken.</param>
    /// <param name="time">Its time.</param>
    public unsafe void LookAhead(int buffer, ReadOnlySpan<byte> record, ulong time)
    {
        if (!_looksAhead || TypeOf(record) != PerfRecordType.PERF_RECORD_SAMPLE || record.Length < PerfSampleLayout.FixedSize)
            return;
        int threadId = Int32(record, PerfSampleLayout.Tid);
        ref readonly var thread = ref _threads.At(threadId);
        if (!ThreadCache.Is(thread, Int32(record, PerfSampleLayout.Pid), threadId, _spaces.Version)
            || !TryChain(record[PerfSampleLayout.FixedSize..], out var chain))
            return;
        var key = ChainCache.KeyOf(chain, thread.Generation);
        _chains.Prefetch(key);
        _cpus[buffer].Ahead = new ChainAhead((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(record)), time, thread.Generation, key);
    }

    private static unsafe ChainKey KeyOf(CpuState cpu, ReadOnlySpan<byte> record, ReadOnlySpan<ulong> chain, long generation)
    {
        ref readonly var ahead = ref cpu.Ahead;
        bool isKnown = ahead.Record == (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(record))
            && ahead.Time == UInt64(record, PerfSampleLayout.Time) && ahead.Generation == generation;
        return isKnown ? ahead.Key : ChainCache.KeyOf(chain, generation);
    }

    private void Deliver(ref StreamSample sample, ref CachedThread thread, CpuLedger ledger)
    {
        if (!thread.IsTaskKnown)
            NoteTask(ref thread);
        sample.ProcessId = thread.ProcessId;
        sample.ThreadId = thread.ThreadId;
        sample.ExecutableCookie = thread.ExecutableCookie;
        sample.Task = thread.TaskRow;
        sample.IsOfTask = thread.IsOfTask;

        // Time off the CPU is joined here too, at its end: what the last look saw while the thread waited is what it waited in.
        if (Script is { } script && script.ThreadId == thread.ThreadId)
            script.Join(ref sample);
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

    private void NoteTask(ref CachedThread thread)
    {
        if (thread.TaskRow < 0)
            thread.TaskRow = TaskOf(thread.Thread);
        var task = _tables.Tasks.Key(thread.TaskRow);
        thread.IsOfTask = task.ThreadId == thread.ThreadId && task.ProcessId == thread.ProcessId && task.ExecutableCookie == thread.ExecutableCookie;
        thread.IsTaskKnown = true;
    }

    private int TaskOf(ThreadEntry thread)
    {
        if (thread.TaskRow < 0)
        {
            var process = thread.Process;
            thread.TaskRow = _tables.Tasks.Intern(process.ProcessId, thread.ThreadId, thread.CommandIndex, process.Space.ExecutableCookie, thread.CgroupIndex);
        }

        return thread.TaskRow;
    }

    private ref CachedThread CachedThreadOf(CpuState cpu, int processId, int threadId)
    {
        ref var entry = ref _threads.At(threadId);
        if (ThreadCache.Is(entry, processId, threadId, _spaces.Version))
            return ref entry;

        // Whose the samples of a task are that has no ids any more depends on the CPU.
        var thread = ThreadOf(cpu, processId, threadId);
        entry = new CachedThread(thread, threadId >= 0 ? _spaces.Version : 0);
        return ref entry;
    }

    private ThreadEntry ThreadOf(CpuState cpu, int processId, int threadId)
    {
        // The kernel no longer knows the ids of a task on its last way; the switch to it told them.
        if (threadId == -1 && cpu.RunningThread > 0 && !_isReplay)
        {
            threadId = cpu.RunningThread;
            processId = cpu.RunningProcess;
        }

        var last = cpu.LastThread;
        if (last is not null && last.ThreadId == threadId && last.Process.ProcessId == processId && !last.HasEnded)
            return last;

        // All that have ended have the thread id -1, some while their process goes on.
        if (!_spaces.TryGetThread(threadId, out var thread)
            || ((processId > 0 || threadId < 0) && thread.Process.ProcessId != processId))
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
            : _isReplay ? _tables.Strings.Intern(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $":{threadId}")))
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
            Owners.Add(process.ProcessId, owner);
    }

    /// <summary>Forgets the numbers of call chains: the table has begun a new generation.</summary>
    public void ForgetChains()
    {
        _chains.Clear();
        _frames.Clear();
        _outerChains.Clear();
        Script?.ForgetChains();
        KeepOffCpuChains();
    }
}
