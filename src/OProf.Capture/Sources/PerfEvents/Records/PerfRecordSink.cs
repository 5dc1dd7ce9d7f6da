using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary><see cref="PerfRecordSync"/> as <see cref="BufferSync{TBuffer,TSink}"/> takes it.</summary>
internal readonly struct PerfRecordSink(PerfRecordSync sync, AddressSpaces spaces) : IRecordSink
{
    public ulong TimeOf(ReadOnlySpan<byte> record) => PerfRecordSync.TimeOf(record);

    public void LookAhead(int buffer, ReadOnlySpan<byte> record, ulong time) => sync.LookAhead(buffer, record, time);

    public void Accept(int buffer, ReadOnlySpan<byte> record, ulong time) => sync.Accept(buffer, record, time);

    public void MarkDone(int cpu)
    {
        if (sync.CountsRound)
            spaces.MarkDone(cpu);
    }
}
