using System.Text;
using OProf.Capture.Sessions.Definitions;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>
/// Rows of a session's task table for the tasks that a trace's events say. Filled by one thread, then read by any.
/// </summary>
internal sealed class TaskRows
{
    // A damaged trace could say another task with each event.
    private const int MaxRows = 1 << 20;

    private readonly Dictionary<(int ProcessId, int ThreadId), List<(byte[] Command, int Row)>> _rows = [];
    private readonly Dictionary<string, int> _commands = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<(int ProcessId, int ThreadId, int Command)> _tasks = [];

    /// <summary>Row of a task; -1 where it has none.</summary>
    internal int Find(int processId, int threadId, ReadOnlySpan<byte> command)
    {
        if (!_rows.TryGetValue((processId, threadId), out var named))
            return -1;
        foreach (var (name, row) in named)
        {
            if (command.SequenceEqual(name))
                return row;
        }

        return -1;
    }

    /// <summary>Adds a task where it is new.</summary>
    internal void Add(int processId, int threadId, ReadOnlySpan<byte> command)
    {
        if ((processId < 0 && threadId < 0) || command.IsEmpty || Find(processId, threadId, command) >= 0 || _tasks.Count == MaxRows)
            return;
        if (!_rows.TryGetValue((processId, threadId), out var named))
            _rows.Add((processId, threadId), named = []);
        string name = Encoding.UTF8.GetString(command);
        if (!_commands.TryGetValue(name, out int index))
            _commands.Add(name, index = _commands.Count);
        named.Add((command.ToArray(), _tasks.Count));
        _tasks.Add((processId, threadId, index));
    }

    /// <summary>Says the rows.</summary>
    internal void Define(IDefinitionSink sink)
    {
        foreach (var (name, index) in _commands.OrderBy(entry => entry.Value))
            sink.String(index, name);
        for (int row = 0; row < _tasks.Count; row++)
            sink.Task(row, _tasks[row].ProcessId, _tasks[row].ThreadId, _tasks[row].Command, 0, cgroup: 0);
    }
}
