using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>The waiting records of a CPU as <see cref="BufferSync{TBuffer,TSink}"/> takes them.</summary>
internal readonly struct CpuRecordBuffer(CpuRecords records) : IRecordBuffer
{
    public int Cpu => records.Cpu;

    public void BeginRound()
    {
        // What is shown was said before the round.
    }

    public bool TryPeek(out ReadOnlySpan<byte> record) => records.TryPeek(out record);

    public void Advance(int size) => records.Advance();

    public void EndRound()
    {
        // A record's memory is given back as it is taken.
    }
}
