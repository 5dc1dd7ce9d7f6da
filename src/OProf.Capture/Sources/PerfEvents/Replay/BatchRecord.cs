namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>A record of a <see cref="RecordBatch"/>.</summary>
/// <param name="Time">Nanoseconds of its file's clock; 0 where it has none.</param>
/// <param name="Offset">Offset in the batch's block.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Cpu">Its CPU; -1 where it says none.</param>
internal readonly record struct BatchRecord(ulong Time, int Offset, int Length, int Cpu);
