namespace OProf.Oracle.Tests.PerfData;

/// <summary>A place, as perf script prints it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Symbol">The function; "[unknown]" where perf knows none.</param>
/// <param name="Offset">Bytes from its start.</param>
/// <param name="Image">The file; "[unknown]" where perf knows no mapping.</param>
internal readonly record struct ScriptFrame(ulong Address, string Symbol, ulong Offset, string Image);
