namespace OProf.Oracle.Tests;

/// <summary>A line of perf script.</summary>
/// <param name="ProcessId">Process id.</param>
/// <param name="Time">CLOCK_MONOTONIC nanoseconds, to the microsecond or nanosecond as perf prints it.</param>
/// <param name="Address">Address of the sample.</param>
/// <param name="Symbol">Function; "[unknown]" where perf knows none.</param>
/// <param name="Image">File; "[unknown]" where perf knows no mapping.</param>
internal readonly record struct PerfSample(int ProcessId, long Time, ulong Address, string Symbol, string Image);
