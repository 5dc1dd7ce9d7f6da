using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Live;

/// <summary>
/// The names under which tasks are shown, see <see cref="TaskNames"/>, kept up with a table that grows: each row is looked at
/// once.
/// </summary>
internal sealed class LiveNames(TaskTable tasks)
{
    private readonly Dictionary<(int ProcessId, int ThreadId, ulong Executable), string> _names = [];
    private int _read;

    /// <summary>Takes in what is new.</summary>
    internal void Update()
    {
        for (int count = tasks.Count; _read < count; _read++)
        {
            var task = tasks[_read];
            _names[(task.ProcessId, task.ThreadId, task.ExecutableCookie)] = task.Command;
        }
    }

    /// <summary>The last name of a thread while its process ran one program.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="threadId">The thread; the process's id for its main thread.</param>
    /// <param name="executable">Cookie of the program.</param>
    /// <returns>Null where it was not seen.</returns>
    internal string? Of(int processId, int threadId, ulong executable) => _names.GetValueOrDefault((processId, threadId, executable));
}
