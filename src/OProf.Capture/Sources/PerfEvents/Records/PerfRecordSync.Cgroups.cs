using System.Runtime.CompilerServices;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>
/// Control groups. Each sample ends with its task's (PERF_SAMPLE_CGROUP), by the kernel's id: mostly that of the thread's last one,
/// so all that a sample costs is to look whether it is. A thread that has gone to another group gets another row of the task table,
/// and the stream says it like any other task.
/// </content>
internal sealed partial class PerfRecordSync
{
    /// <summary>The groups' paths.</summary>
    public CgroupPaths Cgroups { get; init; } = new();

    private static ulong CgroupOf(ReadOnlySpan<byte> record) => UInt64(record, record.Length - PerfSampleLayout.CgroupSize);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FollowCgroup(ref CachedThread entry, ReadOnlySpan<byte> record)
    {
        long version = entry.Version;
        var thread = entry.Thread;
        FollowCgroup(thread, record);
        entry = new CachedThread(thread, version);
    }

    private void FollowCgroup(ThreadEntry thread, ReadOnlySpan<byte> record)
    {
        if (!_hasCgroup || CgroupOf(record) is var id && id == thread.Cgroup)
            return;
        thread.MoveTo(id, Cgroups.IndexOf(id, _tables.Strings));

        // Its entry in the cache, if there is one, knows the old group's row.
        ref var cached = ref _threads.At(thread.ThreadId);
        if (cached.Thread == thread)
            cached = default;
    }

    private void NameCgroup(ReadOnlySpan<byte> record)
    {
        var path = record[16..^PerfSampleLayout.TrailerSize];
        int end = path.IndexOf((byte)0);
        Cgroups.Add(UInt64(record, 8), end < 0 ? path : path[..end]);
    }
}
