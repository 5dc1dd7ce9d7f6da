namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>A record that waits for its turn.</summary>
/// <param name="Time">Nanoseconds of its file's clock; 0 where it has none.</param>
/// <param name="Block">Where it lies.</param>
/// <param name="Offset">Offset in the block.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct WaitingRecord(ulong Time, RecordBlock Block, int Offset, int Length)
{
    public ReadOnlySpan<byte> Bytes => Block.Bytes.AsSpan(Offset, Length);
}
