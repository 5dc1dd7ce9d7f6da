namespace OProf.Oracle.Tests;

/// <summary>A tracepoint's line of perf script.</summary>
/// <param name="Time">CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="ProcessId">Process id.</param>
/// <param name="ThreadId">Thread id.</param>
/// <param name="Event">The tracepoint.</param>
/// <param name="Fields">Its fields, as the kernel prints them.</param>
internal readonly record struct PerfTracepoint(long Time, int Cpu, int ProcessId, int ThreadId, string Event, string Fields);
