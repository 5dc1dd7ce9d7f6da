using System.Text;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.Synthetic;

/// <summary>
/// Processes, mappings and modules under a program's control, with the places where a profiler of OProfile's kind hooks in:
/// each tells before the change takes effect.
/// </summary>
internal sealed class SyntheticMachine
{
    private readonly CookieTable _cookies;

    /// <summary>Makes a machine without a process.</summary>
    /// <param name="cpus">Numbers of its CPUs.</param>
    /// <param name="cookies">Where the files that are mapped get their cookies.</param>
    public SyntheticMachine(IReadOnlyList<int> cpus, CookieTable cookies)
    {
        Cpus = cpus;
        _cookies = cookies;
        Tasks = new CpuBufferTasks(cpus);
    }

    /// <summary>Numbers of the CPUs.</summary>
    public IReadOnlyList<int> Cpus { get; }

    /// <summary>The tasks that live, and those that ended and may still be referred to.</summary>
    public CpuBufferTasks Tasks { get; }

    /// <summary>Takes over an ended task, to free it when nothing refers to it. Without a subscriber it goes at once.</summary>
    public SyntheticNotifier<SyntheticTask> TaskFrees { get; } = new("freed tasks");

    /// <summary>Told of the CPU on which a task is about to end.</summary>
    public SyntheticNotifier<int> TaskExits { get; } = new("task exits");

    /// <summary>Told of the task of whose process an executable file mapping is about to go.</summary>
    public SyntheticNotifier<SyntheticTask> Unmappings { get; } = new("unmappings");

    /// <summary>Told of the name of a kernel module that is about to be loaded.</summary>
    public SyntheticNotifier<string> ModuleLoads { get; } = new("module loads");

    /// <summary>Starts a process; with a parent it inherits its mappings.</summary>
    public SyntheticTask StartProcess(int processId, SyntheticTask? parent = null)
    {
        lock (Tasks.SyncRoot)
            return Add(processId, processId, parent?.Space?.Fork() ?? new AddressSpace());
    }

    /// <summary>Starts another thread of a task's process.</summary>
    public SyntheticTask StartThread(SyntheticTask task, int threadId)
    {
        lock (Tasks.SyncRoot)
            return Add(task.ProcessId, threadId, task.Space);
    }

    /// <summary>Starts a kernel thread, which has no address space.</summary>
    public SyntheticTask StartKernelThread(int threadId)
    {
        lock (Tasks.SyncRoot)
            return Add(threadId, threadId, null);
    }

    /// <summary>Maps a file, or anonymous memory where the path is empty, into a task's process.</summary>
    /// <returns>The file's cookie.</returns>
    public ulong Map(SyntheticTask task, ulong start, ulong length, string path, ulong fileOffset = 0)
    {
        lock (Tasks.SyncRoot)
        {
            ulong cookie = path.Length == 0
                ? Cookie.NoCookie
                : _cookies.Intern(ImageKind.File, Encoding.UTF8.GetBytes(path), [], 0, 0, 0, task.ProcessId);
            Space(task).Map(new Mapping(start, start + length, fileOffset, cookie));
            return cookie;
        }
    }

    /// <summary>Unmaps a range of a task's process.</summary>
    public void Unmap(SyntheticTask task, ulong start, ulong length)
    {
        if (HasFile(Space(task), start, start + length))
            Unmappings.Raise(task);
        lock (Tasks.SyncRoot)
            Space(task).Unmap(start, start + length);
    }

    /// <summary>Ends a task on a CPU.</summary>
    public void Exit(SyntheticTask task, int cpu)
    {
        TaskExits.Raise(cpu);
        if (TaskFrees.IsRegistered)
        {
            TaskFrees.Raise(task);
            return;
        }

        lock (Tasks.SyncRoot)
        {
            Tasks.Exit(task.Handle);
            Tasks.FreeAll();
        }
    }

    /// <summary>Loads a kernel module.</summary>
    public void LoadModule(string name) => ModuleLoads.Raise(name);

    private static AddressSpace Space(SyntheticTask task) =>
        task.Space ?? throw new ArgumentException("A kernel thread has no address space.", nameof(task));

    private SyntheticTask Add(int processId, int threadId, AddressSpace? space) =>
        new(Tasks.Add(new CpuBufferTask(processId, threadId, space)), processId, threadId, space);

    private bool HasFile(AddressSpace space, ulong start, ulong end)
    {
        lock (Tasks.SyncRoot)
        {
            for (int i = 0; i < space.Count; i++)
            {
                if (space[i].Cookie != Cookie.NoCookie && space[i].Start < end && space[i].End > start)
                    return true;
            }
        }

        return false;
    }
}
