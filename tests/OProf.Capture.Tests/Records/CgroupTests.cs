using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

/// <summary>Control groups of samples, of records made by hand. Process 5 has its program at 0x1000.</summary>
public class CgroupTests
{
    private const ulong User = PerfContext.PERF_CONTEXT_USER;

    [Fact]
    public void Each_sample_is_of_the_group_that_it_says()
    {
        var capture = Capture();
        capture.Add(
            0, RecordBytes.Cgroup(1, 40, "/a"), RecordBytes.Cgroup(2, 1UL << 33, "/b/c"),
            Sample(10, 5, 5, 0x1010, chain: [User, 0x1010], cgroup: 40),
            Sample(11, 5, 6, 0x1010, chain: [User, 0x1010], cgroup: 1UL << 33),
            Sample(12, 5, 5, 0x1010, chain: [], cgroup: 40),
            Sample(13, 5, 5, 0x1010, chain: [User, 0x1010, 0x1020], cgroup: 1UL << 33),
            Sample(14, 5, 5, 0x1010, chain: [User, 0x1010], cgroup: 40));
        Assert.Equal(["5 /a", "6 /b/c", "5 /a", "5 /b/c", "5 /a"], Groups(capture));

        // A thread that comes back to a group is the task that it was there.
        Assert.Equal(3, capture.Tables.Tasks.Count);
    }

    [Fact]
    public void Only_groups_of_samples_go_into_the_tables()
    {
        var capture = Capture();
        for (ulong id = 1; id <= 100; id++)
            capture.Add(0, RecordBytes.Cgroup(id, id, $"/{id}"));
        capture.Add(0, Sample(200, 5, 5, 0x1010, chain: [], cgroup: 7));
        Assert.Equal(["5 /7"], Groups(capture));
        Assert.Equal(["", "prog", "/7"], Enumerable.Range(0, capture.Tables.Strings.Count).Select(index => capture.Tables.Strings[index]));
        Assert.Equal((101L, 100L, 1L), (capture.Ledger.Received, capture.Ledger.Applied, capture.Ledger.Delivered));
    }

    [Fact]
    public void A_group_without_a_path_is_shown_by_its_number_and_one_of_no_number_not_at_all()
    {
        var capture = Capture();
        capture.Add(0, Sample(10, 5, 5, 0x1010, chain: [], cgroup: 77), Sample(11, 5, 5, 0x1010, chain: [], cgroup: 0));
        Assert.Equal(["5 [cgroup 77]", "5 "], Groups(capture));
    }

    [Fact]
    public void A_name_that_changes_leaves_the_group_and_a_program_too()
    {
        var capture = Capture();
        capture.Add(
            0, RecordBytes.Cgroup(1, 40, "/a"), Sample(10, 5, 5, 0x1010, chain: [], cgroup: 40), Comm(11, 5, 5, "other"),
            Sample(12, 5, 5, 0x1010, chain: [], cgroup: 40), Comm(13, 5, 5, "third", isExec: true), Mmap2(14, 5, 0x1000, 0x1000, "/bin/b"),
            Sample(15, 5, 5, 0x1010, chain: [], cgroup: 40));
        Assert.Equal(["5 prog /a", "5 other /a", "5 third /a"], Groups(capture, withNames: true));
    }

    [Fact]
    public void Who_knows_of_no_group_is_asked_once_for_each_that_is_missing()
    {
        var catalog = new FakeGroups { [50] = "/late" };
        var capture = Capture(catalog);
        capture.Add(
            0, Sample(10, 5, 5, 0x1010, chain: [], cgroup: 50), Sample(11, 5, 6, 0x1010, chain: [], cgroup: 50),
            Sample(12, 5, 5, 0x1010, chain: [], cgroup: 51), Sample(13, 5, 6, 0x1010, chain: [], cgroup: 51));
        Assert.Equal(["5 /late", "6 /late", "5 [cgroup 51]", "6 [cgroup 51]"], Groups(capture));
        Assert.Equal(2, catalog.Looks);
    }

    [Fact]
    public void Who_has_just_looked_is_asked_again_and_a_record_tells_it_too()
    {
        var catalog = new FakeGroups { IsBusy = true };
        var capture = Capture(catalog);
        capture.Add(0, Sample(10, 5, 5, 0x1010, chain: [], cgroup: 50), Sample(11, 5, 6, 0x1010, chain: [], cgroup: 51));
        capture.Round(12);
        catalog.IsBusy = false;
        catalog[50] = "/a";
        capture.Add(
            0, Sample(20, 5, 6, 0x1010, chain: [], cgroup: 50), RecordBytes.Cgroup(21, 51, "/b"), Sample(22, 5, 5, 0x1010, chain: [], cgroup: 51));
        Assert.Equal(["5 [cgroup 50]", "6 [cgroup 51]", "6 /a", "5 /b"], Groups(capture));
    }

    [Fact]
    public void A_time_off_the_CPU_is_of_the_group_that_the_thread_left_it_in()
    {
        var capture = Capture(offCpu: true);
        capture.Add(0, RecordBytes.Cgroup(1, 40, "/a"), RecordBytes.Cgroup(2, 41, "/b"));
        capture.Add(
            0, Sample(10, 5, 5, 0x1010, chain: [], cgroup: 40), Leaving(100, 5, 5, 41, [User, 0x1010]), SwitchOut(101, 5, 5, preempted: false),
            SwitchIn(4101, 5, 5), Sample(4200, 5, 5, 0x1010, chain: [], cgroup: 40));
        Assert.Equal(["5 /a", "5 /b", "5 /a"], Groups(capture));
    }

    [Fact]
    public void A_sample_that_is_too_short_for_its_group_is_malformed()
    {
        var capture = new RecordCapture(cgroups: true);
        capture.Add(0, Sample(10, 5, 5, 0x1010, ProcessorMode.Kernel));
        Assert.Empty(capture.Samples());
        Assert.Equal(1, capture.Ledger.Lost(LossCause.Malformed));
    }

    [Fact]
    public void A_record_of_a_group_that_is_too_short_is_malformed()
    {
        var capture = Capture();
        capture.Add(0, Other(PerfRecordType.PERF_RECORD_CGROUP, 3), RecordBytes.Cgroup(4, 40, new string('x', 10_000)), Sample(10, 5, 5, 0x1010, chain: [], cgroup: 40));
        Assert.Equal([4096], Groups(capture).Select(text => text.Count(c => c == 'x')));
        Assert.Equal(1, capture.Ledger.Lost(LossCause.Malformed));
    }

    private static RecordCapture Capture(ICgroupCatalog? catalog = null, bool offCpu = false)
    {
        var capture = new RecordCapture(chains: true, cgroups: true, groupCatalog: catalog, offCpu: offCpu);
        capture.Spaces.AddThread(5, 5, capture.Tables.Strings.Intern("prog"u8));
        capture.Spaces.AddThread(5, 6, capture.Tables.Strings.Intern("prog"u8));
        capture.Spaces.Map(5, new Mapping(0x1000, 0x2000, 0, Cookie.NoCookie));
        return capture;
    }

    private static List<string> Groups(RecordCapture capture, bool withNames = false) => capture.Samples(entry =>
    {
        var task = capture.Tables.Tasks[entry.Task];
        Assert.Equal((entry.ProcessId, entry.ThreadId), (task.ProcessId, task.ThreadId));
        return withNames ? $"{task.ThreadId} {task.Command} {task.Cgroup}" : $"{task.ThreadId} {task.Cgroup}";
    });

    private sealed class FakeGroups : Dictionary<ulong, string>, ICgroupCatalog
    {
        public bool IsBusy { get; set; }

        public int Looks { get; private set; }

        public bool TryAddAll(CgroupPaths paths)
        {
            if (IsBusy)
                return false;
            Looks++;
            foreach (var (id, path) in this)
                paths.Add(id, System.Text.Encoding.UTF8.GetBytes(path));
            return true;
        }
    }
}
