namespace OProf.Capture.Sync;

/// <summary>A thread under one name, in one control group: a row of the <see cref="TaskTable"/>.</summary>
/// <param name="ProcessId">Process id (thread group id); -1 where the task had ended already.</param>
/// <param name="ThreadId">Thread id; 0 for a CPU's idle task, -1 where the task had ended already.</param>
/// <param name="Command">Command name, at most 15 bytes long.</param>
/// <param name="ExecutableCookie">Cookie of the process's executable; 0 where it has none.</param>
/// <param name="Cgroup">
/// Path of its control group from the hierarchy's root on, or <c>[cgroup ID]</c> where its path is not known; empty where the
/// samples do not tell the group.
/// </param>
public readonly record struct TaskInfo(int ProcessId, int ThreadId, string Command, ulong ExecutableCookie, string Cgroup = "");
