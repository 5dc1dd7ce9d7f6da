using System.Globalization;
using System.Text;
using OProf.Capture.Sources.PerfEvents.Processes;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>The threads of a process in a namespace of its own, where their numbers are others than here.</summary>
internal sealed class NamespaceThreads
{
    private readonly string _tasks;
    private readonly Dictionary<int, int> _outer = [];

    public NamespaceThreads(int processId) => _tasks = FormattableString.Invariant($"/proc/{processId}/task");

    /// <summary>The number that a thread has here; 0 where it is gone.</summary>
    public int Outer(int inner)
    {
        if (_outer.TryGetValue(inner, out int known))
            return known;
        foreach (int thread in ProcFile.Ids(_tasks))
        {
            if (InnerOf(thread) is { } id)
                _outer[id] = thread;
        }

        return _outer.TryGetValue(inner, out int found) ? found : _outer[inner] = 0;
    }

    private int? InnerOf(int thread)
    {
        if (!ProcFile.TryReadAllBytes(FormattableString.Invariant($"{_tasks}/{thread}/status"), out var status))
            return null;
        string? line = Array.Find(Encoding.UTF8.GetString(status).Split('\n'), text => text.StartsWith("NSpid:", StringComparison.Ordinal));
        string? last = line?.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[^1];
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
    }
}
