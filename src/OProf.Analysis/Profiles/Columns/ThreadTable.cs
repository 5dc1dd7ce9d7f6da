using System.Runtime.InteropServices;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>The threads that samples were taken of, under the names that reports show them by.</summary>
internal sealed class ThreadTable(SampleResolver resolver)
{
    private readonly Dictionary<(int ProcessId, int ThreadId, ulong Executable), int> _threads = [];
    private readonly NumberMap _ofTasks = new();

    // A task of the thread; -1 where none is known.
    private readonly List<(int ProcessId, int ThreadId, int Task)> _rows = [];

    internal int Of(int task, int processId, int threadId)
    {
        if (task < 0)
            return Intern(processId, threadId, ulong.MaxValue, -1);
        int known = _ofTasks[task];
        if (known != 0)
            return known - 1;
        var info = resolver.Source.Tasks[task];
        int row = Intern(info.ProcessId, info.ThreadId, info.ExecutableCookie, task);
        _ofTasks[task] = row + 1;
        return row;
    }

    internal List<ThreadRow> Name(NameTables strings)
    {
        var names = new TaskNames(resolver.Source.Tasks);
        return [.. _rows.Select(row => new ThreadRow(
            row.ProcessId,
            row.ThreadId,
            strings.String(row.Task < 0 ? resolver.CommandOf(-1, row.ThreadId) : names.OfThread(row.Task)),
            strings.String(row.Task < 0 ? resolver.CommandOf(-1, row.ProcessId) : names.OfProcess(row.Task))))];
    }

    private int Intern(int processId, int threadId, ulong executable, int task)
    {
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_threads, (processId, threadId, executable), out bool exists);
        if (exists)
            return known;
        _rows.Add((processId, threadId, task));
        return known = _rows.Count - 1;
    }
}
