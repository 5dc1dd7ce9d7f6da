namespace OProf.Capture.Sources.EventPipe;

/// <summary>When and where an event was written.</summary>
/// <param name="Time">CLOCK_MONOTONIC, in nanoseconds.</param>
/// <param name="Cpu">The CPU; 0 where the runtime does not say.</param>
/// <param name="ProcessId">The process, as it is known here.</param>
/// <param name="ThreadId">The thread, as the process knows it.</param>
internal readonly record struct EventStamp(ulong Time, int Cpu, int ProcessId, int ThreadId);
