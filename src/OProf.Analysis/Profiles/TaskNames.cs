using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// The names under which a report shows processes and threads: the last one that a thread had while the process ran one
/// program. So a thread that renames itself is one row, and a shell and what it becomes by exec are two.
/// </summary>
internal sealed class TaskNames
{
    private readonly TaskTable _tasks;
    private readonly Dictionary<(int ProcessId, int ThreadId, ulong Executable), string> _names = [];

    internal TaskNames(TaskTable tasks)
    {
        _tasks = tasks;
        for (int row = 0, count = tasks.Count; row < count; row++)
        {
            var task = tasks[row];
            _names[(task.ProcessId, task.ThreadId, task.ExecutableCookie)] = task.Command;
        }
    }

    internal string OfThread(int row)
    {
        var task = _tasks[row];
        return _names[(task.ProcessId, task.ThreadId, task.ExecutableCookie)];
    }

    /// <summary>The main thread's name; this thread's own where no sample was taken of the main thread.</summary>
    internal string OfProcess(int row)
    {
        var task = _tasks[row];
        return _names.TryGetValue((task.ProcessId, task.ProcessId, task.ExecutableCookie), out string? name) ? name : OfThread(row);
    }
}
