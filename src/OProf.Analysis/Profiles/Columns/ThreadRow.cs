namespace OProf.Analysis.Profiles.Columns;

/// <summary>A thread while its process ran one program.</summary>
/// <param name="ProcessId">Process id; -1 where it is not known.</param>
/// <param name="ThreadId">Thread id; 0 for a CPU's idle task, -1 where it is not known.</param>
/// <param name="Name">Index in <see cref="Profile.Strings"/> of the last name that it had; perf's <c>:TID</c> where none is known.</param>
/// <param name="ProcessName">Index in <see cref="Profile.Strings"/> of the main thread's name; its own where no sample was taken of that.</param>
public readonly record struct ThreadRow(int ProcessId, int ThreadId, int Name, int ProcessName);
