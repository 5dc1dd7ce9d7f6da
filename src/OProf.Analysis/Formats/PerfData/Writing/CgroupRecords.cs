using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>
/// Gives control groups numbers, and says the path of each before the first sample that has it. A session keeps the paths and not the
/// kernel's numbers: a reader finds the one by the other, and looks at nothing else.
/// </summary>
internal sealed class CgroupRecords(TaskTable tasks, RecordWriter records)
{
    private readonly Dictionary<string, (ulong Id, ulong From)> _ids = new(StringComparer.Ordinal);

    /// <summary>Whether any task of a session is known to be in a group.</summary>
    public static bool AreIn(TaskTable tasks)
    {
        for (int row = 0, count = tasks.Count; row < count; row++)
        {
            if (tasks.Key(row).CgroupIndex != 0)
                return true;
        }

        return false;
    }

    /// <summary>Says what is new with a sample.</summary>
    /// <param name="at">The sample's identity.</param>
    /// <param name="task">Its task.</param>
    /// <returns>The group's number; 0 where it is not known.</returns>
    public ulong Before(in SampleIdentity at, int task)
    {
        if (task < 0 || tasks[task].Cgroup is not { Length: > 0 } path)
            return 0;
        bool isKnown = _ids.TryGetValue(path, out var known);

        // What was said at a later time than that of a late sample does not hold for it.
        if (isKnown && known.From <= at.Time)
            return known.Id;
        ulong id = isKnown ? known.Id : (ulong)_ids.Count + 1;
        ulong before = at.Time == 0 ? 0 : at.Time - 1;
        records.Cgroup(at with { Time = before }, id, path);
        _ids[path] = (id, before);
        return id;
    }
}
