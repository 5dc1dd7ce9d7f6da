namespace OProf.Capture.Sync;

/// <summary>A thread as it is at the current place in the stream.</summary>
internal sealed class ThreadEntry(int threadId, ProcessEntry process)
{
    private int _commandIndex;
    private int _taskRow = -1;
    private ulong _taskExecutable;

    public int ThreadId { get; } = threadId;

    public ProcessEntry Process { get; } = process;

    /// <summary>Whether the thread has ended, and only waits to be buried.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Its time off the CPU, where that is taken.</summary>
    public OffCpuState OffCpu;

    /// <summary>Number of its command name.</summary>
    public int CommandIndex
    {
        get => _commandIndex;
        set
        {
            _commandIndex = value;
            TaskRow = -1;
        }
    }

    /// <summary>The kernel's id of its control group, as its last sample said it; 0 where none has.</summary>
    public ulong Cgroup { get; private set; }

    /// <summary>Number of the group's path; 0 where no sample has said one.</summary>
    public int CgroupIndex { get; private set; }

    /// <summary>
    /// Its row in the <see cref="TaskTable"/>; -1 until a sample needs it, and again after its name, group or program changed. A sample
    /// within an exec may come before the program's first mapping, which says what it is.
    /// </summary>
    public int TaskRow
    {
        get => _taskExecutable == Process.Space.ExecutableCookie ? _taskRow : -1;
        set => (_taskRow, _taskExecutable) = (value, Process.Space.ExecutableCookie);
    }

    /// <summary>Says that it is in another control group.</summary>
    /// <param name="cgroup">The kernel's id of it.</param>
    /// <param name="index">Number of its path.</param>
    public void MoveTo(ulong cgroup, int index)
    {
        Cgroup = cgroup;
        CgroupIndex = index;
        TaskRow = -1;
    }
}
