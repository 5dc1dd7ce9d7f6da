namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>A record that waits for its turn. Holds no reference, so that moving it is nothing to the garbage collector.</summary>
/// <param name="Time">Nanoseconds of its file's clock; 0 where it has none.</param>
/// <param name="Block">Number of the block that it lies in.</param>
/// <param name="Offset">Offset in the block.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct WaitingRecord(ulong Time, int Block, int Offset, int Length);
