using System.Globalization;
using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>Says of a file what a reader of the result has to know.</summary>
internal static class PerfDataNotices
{
    public static void Say(RecordedSession session, PerfDataFile file, PerfDataScan scan)
    {
        void Add(string id, FormattableString message) => session.AddNotice(id, message.ToString(CultureInfo.InvariantCulture));

        var findings = scan.Findings;
        if (file.Layout.Missing is { } missing)
            Add("OProfPerfDataIncomplete", $"{session.Path}: {missing}");
        if (findings.Damage is { } damage && (!damage.IsEnd || file.Layout.Missing is null))
            Add("OProfPerfDataDamaged", $"{session.Path}: at offset {damage.Offset}: expected {damage.Expected}, found {damage.Found}. What follows there was not read.");
        if (file.Contents.Events.Exists(e => e.Attr.Has(PerfSampleFormat.PERF_SAMPLE_STACK_USER)))
            Add("OProfPerfDataStacks", $"The samples hold pieces of the user stacks (--call-graph dwarf), which are not unwound: the call chains have the kernel's part, and the sample's own place, only.");
        if (findings.AuxBytes > 0)
            Add("OProfPerfDataAux", $"{findings.AuxBytes} bytes of a processor's trace (AUX data) were passed over.");
        if (findings.CutChains > 0)
            Add("OProfPerfDataChainsCut", $"{findings.CutChains} call chains were longer than is kept and have lost their outermost frames.");
        long throttled = session.Ledger.Sum(cpu => cpu.Throttled);
        if (throttled > 0)
            Add("OProfThrottled", $"The kernel throttled the events ({throttled} times in all); samples are missing there that nobody counts.");
        long late = session.Ledger.Sum(cpu => cpu.Late);
        if (late > 0)
            Add("OProfLateRecords", $"{late} records came after younger ones of another CPU had been taken: their order in the stream is not that of their time.");
        if (scan.SeenMultiplexed)
            Add("OProfMultiplexed", $"The processor had fewer counters than events: they took turns, and each group's values are of a part of the time.");
        long lost = session.Ledger.Sum(cpu => cpu.Lost(LossCause.KernelLostSample) + cpu.Lost(LossCause.KernelLostRecord));
        if (lost > 0)
            Add("OProfKernelLost", $"The kernel dropped {lost} records because a ring was full. Record with larger rings (perf record -m) or sample less often.");
    }
}
