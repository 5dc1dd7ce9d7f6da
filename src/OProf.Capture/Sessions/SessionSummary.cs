using System.Globalization;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>Says at a session's end what a reader of the result has to know.</summary>
internal static class SessionSummary
{
    public static void AddNotices(CaptureSession session, PerfRecordSync records, EndReason reason)
    {
        void Say(string id, FormattableString message) => session.AddNotice(id, message.ToString(CultureInfo.InvariantCulture));

        long overwritten = session.OverwrittenSamples;
        if (overwritten > 0)
            Say("OProfOverwritten", $"Of {session.SampleCount} samples the oldest {overwritten} were overwritten, as -Mode Overwrite says; {session.SampleCount - overwritten} are retained.");
        var (throttled, late, kernelLost, overflow) = Sums(session);
        if (throttled > 0)
            Say("OProfThrottled", $"The kernel throttled the events ({throttled} times in all); samples are missing there that nobody counts. Sample less often, or raise kernel.perf_event_max_sample_rate and kernel.perf_cpu_time_max_percent.");
        if (late > 0)
            Say("OProfLateRecords", $"{late} records came after younger ones of another CPU had been taken: their order in the stream is not that of their time.");
        if (session.Options.OffCpu)
            AddOffCpuNotices(records.OffCpu, session.Notices.All(notice => notice.Id != "OProfOffCpuStackHidden"), Say);
        if (records.SeenMultiplexed)
            Say("OProfMultiplexed", $"The processor has fewer counters than events: they took turns, and each group's values are of a part of the time.");
        if (records.ProcessesFoundLate > 0)
            Say("OProfProcessFoundLate", $"Of {records.ProcessesFoundLate} process(es) a sample was the first news; what they had mapped was read from /proc then, and may have been something else before.");
        if (kernelLost > 0)
            Say("OProfKernelLost", $"The kernel dropped {kernelLost} records because a ring was full. Use larger rings (now {session.RingSize >> 10} KiB a CPU) or sample less often.");
        if (overflow > 0 || reason == EndReason.MemoryLimit)
            Say("OProfMemoryLimit", $"The session reached its memory limit of {session.Options.MaxMemory >> 20} MiB; {overflow} samples did not fit. Allow it more memory, sample less often, or end it sooner.");
    }

    private static (long Throttled, long Late, long KernelLost, long Overflow) Sums(CaptureSession session)
    {
        var (throttled, late, kernelLost, overflow) = (0L, 0L, 0L, 0L);
        foreach (var cpu in session.Ledger)
        {
            throttled += cpu.Throttled;
            late += cpu.Late;
            kernelLost += cpu.Lost(LossCause.KernelLostSample) + cpu.Lost(LossCause.KernelLostRecord);
            overflow += cpu.Lost(LossCause.EventLostOverflow);
        }

        return (throttled, late, kernelLost, overflow);
    }

    private static void AddOffCpuNotices(OffCpuCounts counts, bool takesStacks, Action<string, FormattableString> say)
    {
        if (counts.OffBefore + counts.OffAtEnd > 0)
            say("OProfOffCpuBounds", $"{counts.OffAtEnd} threads were off the CPU when the session ended: that time is counted up to then. {counts.OffBefore} had been off since before it began: that time is not counted, as nothing tells where they left.");
        if (counts.Incomplete > 0)
            say("OProfOffCpuIncomplete", $"{counts.Incomplete} times off the CPU were left out: the record of their beginning or their end was lost.");
        if (counts.AcrossLosses > 0)
            say("OProfOffCpuUncertain", $"Within {counts.AcrossLosses} of the times off the CPU the kernel dropped records, or a CPU came online: a thread may have run in between.");
        if (counts.WithoutStack > 0 && takesStacks)
            say("OProfOffCpuWithoutStack", $"Of {counts.WithoutStack} times off the CPU it is not known where the thread was: the sample of it was lost, or it left while the session was suspended.");
    }
}
