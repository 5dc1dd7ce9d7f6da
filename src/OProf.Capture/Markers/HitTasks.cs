using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>
/// The tasks that hits are of: those that the session follows, and others (this program, when the session is of another one),
/// which must not become part of what it follows.
/// </summary>
internal sealed class HitTasks(SessionTables tables, AddressSpaces spaces)
{
    private const int MostOthers = 1 << 14;

    private readonly Dictionary<(int ProcessId, int ThreadId), int> _others = [];

    /// <summary>Row and executable of a task; row -1 where it is not known.</summary>
    public (int Row, ulong ExecutableCookie) Of(int processId, int threadId)
    {
        if (processId < 0)
            return (-1, 0);
        if (spaces.TryGetThread(threadId, out var thread) && thread!.Process.ProcessId == processId)
        {
            ulong executable = thread.Process.Space.ExecutableCookie;
            if (thread.TaskRow < 0)
                thread.TaskRow = tables.Tasks.Intern(processId, threadId, thread.CommandIndex, executable, thread.CgroupIndex);
            return (thread.TaskRow, executable);
        }

        if (!_others.TryGetValue((processId, threadId), out int row))
        {
            if (_others.Count >= MostOthers)
                _others.Clear();
            row = tables.Tasks.Intern(processId, threadId, tables.Strings.Intern(NameOf(processId, threadId)), 0);
            _others.Add((processId, threadId), row);
        }

        return (row, 0);
    }

    // A thread that is gone by now gets its process's name.
    private static ReadOnlySpan<byte> NameOf(int processId, int threadId)
    {
        bool isRead = ProcFile.TryReadAllBytes(FormattableString.Invariant($"/proc/{processId}/task/{threadId}/comm"), out byte[]? name)
            || ProcFile.TryReadAllBytes(FormattableString.Invariant($"/proc/{processId}/comm"), out name);
        return isRead ? name.AsSpan().TrimEnd((byte)'\n') : default;
    }
}
