using System.Diagnostics.CodeAnalysis;

namespace OProf.Capture.Sync;

/// <summary>
/// The processes and threads that live at the current place in the stream, and those that ended a moment ago. Fork copies,
/// exec forgets, an id that is used again means the new process from then on.
/// </summary>
public sealed class AddressSpaces
{
    private readonly Dictionary<int, ProcessEntry> _processes = [];
    private readonly Dictionary<int, ThreadEntry> _threads = [];
    private readonly TaskMortuary<ThreadEntry> _mortuary;

    /// <summary>Makes a table without a process.</summary>
    /// <param name="onlineCpus">The CPUs whose buffers may refer to a task.</param>
    public AddressSpaces(IEnumerable<int> onlineCpus) => _mortuary = new TaskMortuary<ThreadEntry>(onlineCpus, Free);

    /// <summary>Number of processes in memory, ended ones that wait to be freed included.</summary>
    public int ProcessCount => _processes.Count;

    /// <summary>Number of threads in memory, ended ones that wait to be freed included.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>Number of threads that have not ended, the CPUs' idle tasks not counted.</summary>
    public int LiveThreads { get; private set; }

    /// <summary>Number of ended tasks that wait to be freed.</summary>
    public int InMortuary => _mortuary.Count;

    /// <summary>Number of ended tasks that were freed.</summary>
    public long Freed => _mortuary.Freed;

    /// <summary>
    /// Another number after each change: what was looked up here holds for as long as it is the same. At least 1.
    /// </summary>
    public long Version { get; private set; } = 1;

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    public long Bytes => (ProcessCount * 1024L) + (ThreadCount * 128L);

    /// <summary>The processes that have not ended as far as the records told.</summary>
    public IEnumerable<int> LiveProcesses => _processes.Values.Where(p => p.LiveThreads > 0 && p.ProcessId > 0).Select(p => p.ProcessId);

    internal IEnumerable<ThreadEntry> Threads => _threads.Values;

    /// <summary>The address space of a process, or null where the process is not known.</summary>
    public AddressSpace? SpaceOf(int processId) => _processes.GetValueOrDefault(processId)?.Space;

    /// <summary>Command name of a thread, as a number of the string table; 0 (the empty name) where it is not known.</summary>
    public int CommandOf(int threadId) => _threads.GetValueOrDefault(threadId)?.CommandIndex ?? 0;

    /// <summary>Says that a CPU's buffer has been synced.</summary>
    public void MarkDone(int cpu) => _mortuary.MarkDone(cpu);

    /// <summary>Says that a CPU has come online: ended tasks wait for its buffer, too.</summary>
    public void AddCpu(int cpu) => _mortuary.AddCpu(cpu);

    /// <summary>Frees the ended tasks that are left; for when nothing will be synced any more.</summary>
    public void FreeAll() => _mortuary.FreeAll();

    /// <summary>Adds a thread that was there before the stream began, or is first heard of by a sample.</summary>
    public void AddThread(int processId, int threadId, int commandIndex)
    {
        if (!_threads.TryGetValue(threadId, out var thread) || thread.HasEnded || thread.Process.ProcessId != processId)
            thread = NewThread(threadId, Process(processId));
        thread.CommandIndex = commandIndex;
        Version++;
    }

    /// <summary>A fork, or a new thread where both process ids are the same.</summary>
    /// <param name="processId">The new task's process.</param>
    /// <param name="parentProcessId">The process that it comes from.</param>
    /// <param name="threadId">The new task.</param>
    /// <param name="parentThreadId">The task that it comes from.</param>
    /// <param name="copiesMappings">Whether a new process has its parent's mappings, as a fork gives it.</param>
    public void Fork(int processId, int parentProcessId, int threadId, int parentThreadId, bool copiesMappings = true)
    {
        Version++;
        int command = CommandOf(parentThreadId);
        ProcessEntry process;
        if (processId == parentProcessId)
        {
            process = Process(processId);
        }
        else
        {
            // The id's last owner ended, and not every thread's record of it came.
            if (_processes.TryGetValue(processId, out var last))
                EndThreads(last, except: -1);
            process = new ProcessEntry(processId);
            if (copiesMappings && _processes.TryGetValue(parentProcessId, out var parent))
                process.Space = parent.Space.Fork();
            _processes[processId] = process;
        }

        // A thread that is known as living already was found in /proc before its record came.
        if (processId == parentProcessId && _threads.TryGetValue(threadId, out var known)
            && !known.HasEnded && known.Process == process)
        {
            known.CommandIndex = command;
            return;
        }

        NewThread(threadId, process).CommandIndex = command;
    }

    /// <summary>A new command name; after an exec the mappings and the other threads are gone too.</summary>
    public void Rename(int processId, int threadId, int commandIndex, bool isExec)
    {
        Version++;
        var process = Process(processId);
        if (isExec)
        {
            // The thread that calls exec takes the process's id for its own: its old id ends without a record.
            process.Space.Clear();
            EndThreads(process, except: threadId);
        }

        if (!_threads.TryGetValue(threadId, out var thread) || thread.HasEnded || thread.Process != process)
            thread = NewThread(threadId, process);
        thread.CommandIndex = commandIndex;
    }

    /// <summary>A thread's end. It stays in memory until two whole rounds of syncs are over.</summary>
    public void Exit(int threadId)
    {
        if (!_threads.TryGetValue(threadId, out var thread) || thread.HasEnded)
            return;
        Version++;
        thread.HasEnded = true;
        if (threadId > 0)
            LiveThreads--;
        thread.Process.LiveThreads--;
        _mortuary.Add(thread);
    }

    /// <summary>A new mapping of a process.</summary>
    public void Map(int processId, in Mapping mapping)
    {
        Version++;
        Process(processId).Space.Map(mapping);
    }

    /// <summary>Says which file is a process's executable.</summary>
    public void SetExecutable(int processId, ulong cookie)
    {
        Version++;
        Process(processId).Space.SetExecutable(cookie);
    }

    internal bool TryGetThread(int threadId, [NotNullWhen(true)] out ThreadEntry? thread) =>
        _threads.TryGetValue(threadId, out thread);

    internal bool TryGetProcess(int processId, [NotNullWhen(true)] out ProcessEntry? process) =>
        _processes.TryGetValue(processId, out process);

    private ProcessEntry Process(int processId)
    {
        if (!_processes.TryGetValue(processId, out var process))
            _processes[processId] = process = new ProcessEntry(processId);
        return process;
    }

    private ThreadEntry NewThread(int threadId, ProcessEntry process)
    {
        // The id's last owner ended without a record (it was lost): it is buried now, its entry is replaced below.
        Exit(threadId);
        var thread = new ThreadEntry(threadId, process);
        _threads[threadId] = thread;
        process.LiveThreads++;
        if (threadId > 0)
            LiveThreads++;
        return thread;
    }

    private void EndThreads(ProcessEntry process, int except)
    {
        int kept = _threads.TryGetValue(except, out var thread) && !thread.HasEnded && thread.Process == process ? 1 : 0;
        if (process.LiveThreads <= kept)
            return;
        foreach (var other in _threads.Values)
        {
            if (other.Process == process && other.ThreadId != except)
                Exit(other.ThreadId);
        }
    }

    private void Free(ThreadEntry thread)
    {
        Version++;
        // The id may belong to a new task by now; that one stays.
        if (_threads.TryGetValue(thread.ThreadId, out var current) && current == thread)
            _threads.Remove(thread.ThreadId);
        var process = thread.Process;
        if (process.LiveThreads == 0 && _processes.TryGetValue(process.ProcessId, out var owner) && owner == process)
            _processes.Remove(process.ProcessId);
    }
}
