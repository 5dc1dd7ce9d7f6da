namespace OProf.Capture.Sync;

/// <summary>A thread under one name: a row of the <see cref="TaskTable"/>.</summary>
/// <param name="ProcessId">Process id (thread group id); -1 where the task had ended already.</param>
/// <param name="ThreadId">Thread id; 0 for a CPU's idle task, -1 where the task had ended already.</param>
/// <param name="Command">Command name, at most 15 bytes long.</param>
/// <param name="ExecutableCookie">Cookie of the process's executable; 0 where it has none.</param>
public readonly record struct TaskInfo(int ProcessId, int ThreadId, string Command, ulong ExecutableCookie);
