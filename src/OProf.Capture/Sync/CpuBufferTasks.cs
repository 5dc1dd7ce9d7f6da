using System.Diagnostics.CodeAnalysis;

namespace OProf.Capture.Sync;

/// <summary>
/// The tasks that entries of CPU buffers refer to, by a handle that is never used twice, so that a thread id may be. A task
/// that has ended stays until no buffer can refer to it any more. Everything here is done under <see cref="SyncRoot"/>.
/// </summary>
internal sealed class CpuBufferTasks
{
    private readonly Dictionary<ulong, CpuBufferTask> _tasks = [];
    private readonly TaskMortuary<ulong> _mortuary;
    private ulong _lastHandle;

    /// <summary>Makes an empty table.</summary>
    /// <param name="onlineCpus">The CPUs whose buffers may refer to a task.</param>
    public CpuBufferTasks(IEnumerable<int> onlineCpus) => _mortuary = new TaskMortuary<ulong>(onlineCpus, handle => _tasks.Remove(handle));

    /// <summary>The lock for the tasks and their address spaces; taken after the event buffer's, where both are.</summary>
    public object SyncRoot { get; } = new();

    /// <summary>Tasks in memory, ended ones included.</summary>
    public int Count => _tasks.Count;

    /// <summary>Ended tasks that wait to be freed.</summary>
    public int InMortuary => _mortuary.Count;

    /// <summary>Adds a task.</summary>
    /// <returns>Its handle; 1 and up.</returns>
    public ulong Add(CpuBufferTask task)
    {
        _tasks.Add(++_lastHandle, task);
        return _lastHandle;
    }

    /// <summary>The task of a handle; false where there was none, or it was freed.</summary>
    public bool TryGet(ulong handle, [NotNullWhen(true)] out CpuBufferTask? task) => _tasks.TryGetValue(handle, out task);

    /// <summary>Says that a task has ended.</summary>
    public void Exit(ulong handle) => _mortuary.Add(handle);

    /// <summary>Says that a CPU's buffer has been synced.</summary>
    public void MarkDone(int cpu) => _mortuary.MarkDone(cpu);

    /// <summary>Frees the ended tasks that are left; for when no buffer will be synced any more.</summary>
    public void FreeAll() => _mortuary.FreeAll();
}
