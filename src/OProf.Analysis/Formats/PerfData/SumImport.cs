using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>
/// What the sums of one reader of a file are in the tables of the session. The session's are those of the first reader, but for the tasks:
/// as each of these gets its number with its first sample, they are numbered anew.
/// </summary>
internal sealed class SumImport
{
    private readonly SessionTables _own;
    private readonly SessionTables _tables;
    private readonly TaskTable _ownTasks;
    private readonly int[] _tasks;

    // The chains' numbers: by those of the reader, or what they are above these.
    private readonly int[]? _stacks;
    private readonly int _above;

    /// <summary>Imports the chains. The tasks come with the sums.</summary>
    /// <param name="own">The reader's tables; complete.</param>
    /// <param name="ownTasks">Its tasks.</param>
    /// <param name="tables">The session's.</param>
    /// <param name="areApart">Whether a chain of several readers may be several.</param>
    public SumImport(SessionTables own, TaskTable ownTasks, SessionTables tables, bool areApart)
    {
        _own = own;
        _ownTasks = ownTasks;
        _tables = tables;
        _tasks = new int[ownTasks.Count];
        Array.Fill(_tasks, -1);
        if (own == tables)
            return;
        if (areApart)
            _above = tables.Stacks.Append(own.Stacks, CookieOf);
        else
            _stacks = tables.Stacks.Import(own.Stacks, CookieOf);
    }

    /// <summary>A sum, in the order of their first samples.</summary>
    public SampleSum Import(SampleSum sum)
    {
        sum.Task = Import(sum.Task);
        if (_stacks is not null)
            sum.Stack = _stacks[sum.Stack];
        else if (sum.Stack != 0)
            sum.Stack += _above;
        sum.Cookie = CookieOf(sum.Cookie);

        return sum;
    }

    /// <summary>Imports all tasks, where the sums do not tell of all.</summary>
    public void ImportTasks()
    {
        for (int task = 0; task < _tasks.Length; task++)
            Import(task);
    }

    private int Import(int task)
    {
        if (_tasks[task] < 0)
            _tasks[task] = TaskOf(_ownTasks.Key(task));
        return _tasks[task];
    }

    private int TaskOf(in TaskKey key) => _tables.Tasks.Intern(
        key.ProcessId, key.ThreadId, StringOf(key.CommandIndex), CookieOf(key.ExecutableCookie), StringOf(key.CgroupIndex));

    private int StringOf(int index) => _own == _tables ? index : _tables.Strings.Intern(_own.Strings.Utf8(index));

    private ulong CookieOf(ulong cookie) => _own == _tables ? cookie : _tables.Cookies.Import(_own.Cookies, cookie);
}
