namespace OProf.Capture.Sync;

/// <summary>
/// The tasks that samples were taken of, each under each of its names and in each of its control groups once. One thread adds, any thread reads.
/// </summary>
public sealed class TaskTable
{
    private readonly InternTable<TaskKey> _tasks = new();
    private readonly StringTable _strings;

    /// <summary>Makes an empty table.</summary>
    /// <param name="strings">Where the command names are.</param>
    public TaskTable(StringTable strings) => _strings = strings;

    /// <summary>Number of rows.</summary>
    public int Count => _tasks.Count;

    /// <summary>Bytes held, without the names.</summary>
    public long Bytes => _tasks.Bytes;

    /// <summary>A row by its number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public TaskInfo this[int task]
    {
        get
        {
            var key = _tasks[task];
            return new TaskInfo(key.ProcessId, key.ThreadId, _strings[key.CommandIndex], key.ExecutableCookie, _strings[key.CgroupIndex]);
        }
    }

    /// <summary>Number of the row with these values; adds it where it is new. For the one writer only.</summary>
    internal int Intern(int processId, int threadId, int commandIndex, ulong executableCookie, int cgroupIndex = 0)
    {
        return _tasks.Intern(new TaskKey(processId, threadId, commandIndex, cgroupIndex, executableCookie));
    }

    /// <summary>A row as it is kept, by its number.</summary>
    internal TaskKey Key(int task) => _tasks[task];

    /// <summary>Adds a row that has a certain number, when a table is read from somewhere.</summary>
    /// <returns>Whether that is its number here, and its names are there already.</returns>
    internal bool Load(int number, in TaskKey key) =>
        number == _tasks.Count && (uint)key.CommandIndex < (uint)_strings.Count && (uint)key.CgroupIndex < (uint)_strings.Count
        && _tasks.Append(number, key);
}
