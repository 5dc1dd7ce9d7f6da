using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>
/// Time off the CPU. A thread that leaves makes two records on its CPU, and one where it comes back:
/// <code>
///   SAMPLE (stack)   SWITCH OUT (reason)  ·····················  SWITCH IN
///        └── CpuState ────────┘└────────── ThreadEntry ─────────────┘
/// </code>
/// With the last one a sample is delivered, of the event of the reason, with the time in between as its period. So
/// whatever takes samples takes times off the CPU too, and nothing is left over when an old part of the stream is dropped.
/// </content>
internal sealed partial class PerfRecordSync
{
    // A sample that interrupts the switch itself is on this side or that of the switch's record. What is sampled longer than
    // this after a thread has left, and before it returns, tells that another return was lost.
    private const ulong SwitchNanoseconds = 20_000;

    private int _losses;

    /// <summary>Index of the first event of <see cref="Sessions.OffCpuEvents"/>; -1 where time off the CPU is not taken.</summary>
    public int OffCpuEvent { get; init; } = -1;

    /// <summary>When sampling began: of threads that left before, the stack is not known.</summary>
    public ulong OffCpuStart { get; set; }

    /// <summary>When the session was suspended.</summary>
    public CapturePauses Pauses { get; init; } = new();

    /// <summary>What has to be said of the times off the CPU.</summary>
    public OffCpuCounts OffCpu { get; } = new();

    /// <summary>Says that records may be missing: what threads did in between may have gone unseen.</summary>
    public void NoteGap() => _losses++;

    /// <summary>Counts the times that still last, up to the session's end.</summary>
    /// <param name="end">CLOCK_MONOTONIC nanoseconds.</param>
    public void EndOffCpu(ulong end)
    {
        if (OffCpuEvent < 0)
            return;
        foreach (var thread in _spaces.Threads)
        {
            if (thread.HasEnded || !thread.OffCpu.IsOff)
                continue;
            if (thread.OffCpu.SeenRunning != 0)
            {
                LeaveOut(thread);
                continue;
            }

            // No record of the kernel's brings this sample, so it counts as received here.
            var cpu = _cpus[thread.OffCpu.Cpu];
            if (DeliverOffCpu(cpu, thread, end))
            {
                cpu.Ledger.CountReceived();
                OffCpu.OffAtEnd++;
            }
        }
    }

    // The sample that goes before each switch: where the thread is. Its reason comes with the next record.
    private void SampleLeaving(CpuState cpu, ReadOnlySpan<byte> record)
    {
        cpu.Leaving = null;
        int threadId = Int32(record, PerfSampleLayout.Tid);
        var chain = default(ReadOnlySpan<ulong>);
        if (_hasCallChain && !TryChain(record[PerfSampleLayout.FixedSize..], out chain))
        {
            cpu.Ledger.CountLost(LossCause.Malformed);
            return;
        }

        // The idle task waits for nothing, and what has ended does not come back.
        cpu.Ledger.CountApplied();
        if (threadId <= 0)
            return;
        var thread = ThreadOf(cpu, Int32(record, PerfSampleLayout.Pid), threadId);
        FollowCgroup(thread, record);
        cpu.Leaving = thread;
        cpu.LeavingStack = StackOf(chain, thread.Process);
        cpu.LeavingAddress = UInt64(record, PerfSampleLayout.Ip);
    }

    // Returns whether the record was accounted for.
    private bool FollowSwitch(CpuState cpu, int index, ReadOnlySpan<byte> record, ulong time)
    {
        var leaving = cpu.Leaving;
        cpu.Leaving = null;
        int threadId = Int32(record, record.Length - PerfSampleLayout.TrailerTid);
        if (threadId <= 0)
            return false;
        var thread = ThreadOf(cpu, Int32(record, record.Length - PerfSampleLayout.TrailerPid), threadId);
        if (thread.HasEnded)
            return false;
        ushort misc = MiscOf(record);
        if ((misc & PerfRecordMisc.PERF_RECORD_MISC_SWITCH_OUT) == 0)
            return Return(cpu, thread, time);
        if (thread.OffCpu.IsOff)
            LeaveOut(thread);
        if (time < OffCpuStart)
        {
            thread.OffCpu = default;
            return false;
        }

        thread.OffCpu = new OffCpuState
        {
            Phase = (misc & PerfRecordMisc.PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0 ? OffCpuPhase.Preempted : OffCpuPhase.Blocked,
            Cpu = (short)index,
            Since = time,
            Losses = _losses,
        };
        if (leaving == thread)
        {
            thread.OffCpu.HasPlace = true;
            thread.OffCpu.Stack = cpu.LeavingStack;
            thread.OffCpu.Address = cpu.LeavingAddress;
        }

        return false;
    }

    private bool Return(CpuState cpu, ThreadEntry thread, ulong time)
    {
        switch (thread.OffCpu.Phase)
        {
            case OffCpuPhase.Unseen:
                OffCpu.OffBefore++;
                break;
            case OffCpuPhase.Running:
                OffCpu.Incomplete++;
                break;
            case OffCpuPhase.Blocked or OffCpuPhase.Preempted:
                if (thread.OffCpu.SeenRunning == 0 || thread.OffCpu.SeenRunning + SwitchNanoseconds >= time)
                    return DeliverOffCpu(cpu, thread, time);
                LeaveOut(thread);
                break;
            default:
                break;
        }

        thread.OffCpu.Phase = OffCpuPhase.Running;
        return false;
    }

    // Returns whether anything came of it: a sample, or a loss.
    private bool DeliverOffCpu(CpuState cpu, ThreadEntry thread, ulong time)
    {
        var off = thread.OffCpu;
        thread.OffCpu.Phase = OffCpuPhase.Running;
        ulong length = time > off.Since ? time - off.Since : 0;
        length -= Math.Min(length, Pauses.Within(off.Since, time));
        if (length == 0)
            return false;
        if (Samples >= MaxSamples)
        {
            cpu.Ledger.CountLost(LossCause.AfterEnd);
            return true;
        }

        if (off.Losses != _losses)
            OffCpu.AcrossLosses++;
        if (!off.HasPlace)
            OffCpu.WithoutStack++;
        var sample = new StreamSample
        {
            Time = time,
            Cpu = cpu.Ledger.Cpu,
            Event = OffCpuEvent + (off.Phase == OffCpuPhase.Preempted ? 1 : 0),
            Period = length,
            Stack = off.Stack,
            Mode = off.HasPlace ? ProcessorMode.Kernel : ProcessorMode.User,
            Cookie = off.HasPlace ? Cookie.NoCookie : Cookie.InvalidCookie,
            Offset = off.Address,
        };

        // With the kernel left out, the chain begins in user space.
        if (_tables.Stacks.FrameOf(off.Stack) is not 0 and int number)
        {
            var frame = _tables.Stacks.Frame(number);
            (sample.Mode, sample.Cookie, sample.Offset) = (frame.Mode, frame.Cookie, frame.Offset);
        }

        var entry = new CachedThread(thread, version: 0);
        Deliver(ref sample, ref entry, cpu.Ledger);
        return true;
    }

    private void LeaveOut(ThreadEntry thread)
    {
        OffCpu.Incomplete++;
        thread.OffCpu.Phase = OffCpuPhase.Running;
    }

    // A thread that a sample finds on a CPU has come back, whether the record of that came or not.
    private static void SeeRunning(ThreadEntry thread, ulong time)
    {
        if (thread.OffCpu.SeenRunning == 0 && time > thread.OffCpu.Since + SwitchNanoseconds)
            thread.OffCpu.SeenRunning = time;
    }

    // What a task's own record tells of where it is.
    private void FollowTask(PerfRecordType type, int threadId, bool isExec)
    {
        if (OffCpuEvent < 0 || !_spaces.TryGetThread(threadId, out var thread))
            return;
        if (type == PerfRecordType.PERF_RECORD_FORK)
        {
            if (thread.OffCpu.Phase == OffCpuPhase.Unseen)
                thread.OffCpu.Phase = OffCpuPhase.New;
        }
        else if (type == PerfRecordType.PERF_RECORD_EXIT && thread.OffCpu.IsOff)
        {
            LeaveOut(thread);
        }
        else if (isExec)
        {
            // The thread that calls exec takes the id of the process's first one, which was killed while it waited.
            thread.OffCpu.Phase = OffCpuPhase.Running;
        }
    }

    // A new generation of call chains: those of threads that are off the CPU are needed in it.
    private void KeepOffCpuChains()
    {
        if (OffCpuEvent < 0)
            return;
        foreach (var cpu in _cpus)
            cpu.LeavingStack = Renumbered(cpu.LeavingStack);
        foreach (var thread in _spaces.Threads)
        {
            if (thread.OffCpu.IsOff)
                thread.OffCpu.Stack = Renumbered(thread.OffCpu.Stack);
        }
    }

    private int Renumbered(int stack)
    {
        var stacks = _tables.Stacks;
        Span<FrameKey> frames = stackalloc FrameKey[MaxChainLength];
        int first = frames.Length;
        for (; stack != 0 && first > 0; stack = stacks.ParentOf(stack))
            frames[--first] = stacks.FrameKey(stacks.FrameOf(stack));
        return stacks.InternChain(frames[first..]);
    }

    private static bool TryChain(ReadOnlySpan<byte> body, out ReadOnlySpan<ulong> chain)
    {
        chain = default;
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        if (words.IsEmpty || words[0] >= MaxChainLength || (int)words[0] > words.Length - 1)
            return false;
        chain = words.Slice(1, (int)words[0]);
        return true;
    }
}
