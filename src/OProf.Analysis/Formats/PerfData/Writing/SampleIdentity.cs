namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>What every record says of where it comes from; behind records that are no samples it is struct sample_id.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="ProcessId">Process id.</param>
/// <param name="ThreadId">Thread id.</param>
/// <param name="Time">Nanoseconds.</param>
/// <param name="Cpu">The CPU; -1 for none.</param>
internal readonly record struct SampleIdentity(ulong Id, int ProcessId, int ThreadId, ulong Time, int Cpu);
