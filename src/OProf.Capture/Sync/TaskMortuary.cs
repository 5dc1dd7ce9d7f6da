namespace OProf.Capture.Sync;

/// <summary>
/// Where tasks wait that have ended, until no CPU's buffer can still refer to them: an ended task is <em>dying</em>; each
/// time every online CPU has been synced at least once since the last time, the <em>dead</em> are freed and the dying
/// become the dead. So a task is freed only after two whole rounds.
/// </summary>
/// <remarks>Invariant: a task is in at most one of the two lists, and is freed exactly once.</remarks>
/// <typeparam name="T">What a source knows a task by.</typeparam>
public sealed class TaskMortuary<T>
{
    private readonly Action<T> _free;
    private readonly HashSet<int> _online;
    private readonly HashSet<int> _marked = [];
    private List<T> _dying = [];
    private List<T> _dead = [];

    /// <summary>Makes an empty mortuary.</summary>
    /// <param name="onlineCpus">The CPUs that have to be synced before a round is whole.</param>
    /// <param name="free">What is done with a task that nothing refers to any more.</param>
    public TaskMortuary(IEnumerable<int> onlineCpus, Action<T> free)
    {
        _online = [.. onlineCpus];
        _free = free;
    }

    /// <summary>Number of tasks that wait.</summary>
    public int Count => _dying.Count + _dead.Count;

    /// <summary>Number of tasks that were freed.</summary>
    public long Freed { get; private set; }

    /// <summary>Takes in a task that has ended.</summary>
    public void Add(T task) => _dying.Add(task);

    /// <summary>Says that a CPU has been synced; the last one that was missing ends the round.</summary>
    public void MarkDone(int cpu)
    {
        if (_online.Contains(cpu))
            _marked.Add(cpu);
        if (_marked.Count >= _online.Count)
        {
            _marked.Clear();
            Process();
        }
    }

    /// <summary>Says that a CPU has gone offline: no round waits for it any more.</summary>
    public void RemoveCpu(int cpu)
    {
        _marked.Remove(cpu);
        if (_online.Remove(cpu) && _online.Count > 0 && _marked.Count >= _online.Count)
        {
            _marked.Clear();
            Process();
        }
    }

    /// <summary>Says that a CPU has come online: the rounds wait for it too.</summary>
    public void AddCpu(int cpu) => _online.Add(cpu);

    /// <summary>Frees all that is left, when no buffer will be synced any more.</summary>
    public void FreeAll()
    {
        Process();
        Process();
    }

    private void Process()
    {
        (_dead, _dying) = (_dying, _dead);
        foreach (var task in _dying)
        {
            _free(task);
            Freed++;
        }

        _dying.Clear();
    }
}
