using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>What a session's records mean: those of the kernel rings and those of the inbox.</summary>
internal readonly struct CaptureSink(PerfRecordSink kernel, InboxSync inbox) : IRecordSink
{
    public ulong TimeOf(ReadOnlySpan<byte> record) =>
        InboxRecord.Is(record) ? InboxRecord.TimeOf(record) : kernel.TimeOf(record);

    public void LookAhead(int buffer, ReadOnlySpan<byte> record, ulong time) => kernel.LookAhead(buffer, record, time);

    public void Accept(int buffer, ReadOnlySpan<byte> record, ulong time)
    {
        if (InboxRecord.Is(record))
            inbox.Accept(buffer, record, time);
        else
            kernel.Accept(buffer, record, time);
    }

    public void MarkDone(int cpu)
    {
        if (cpu >= 0)
            kernel.MarkDone(cpu);
    }
}
