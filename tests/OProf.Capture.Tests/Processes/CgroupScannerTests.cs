using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Processes;

/// <summary>Where control groups are mounted, and what their folders tell.</summary>
public sealed class CgroupScannerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate", "/sys/fs/cgroup", "")]
    [InlineData("32 30 0:28 / /sys/fs/cgroup/unified rw shared:9 master:1 - cgroup2 cgroup rw", "/sys/fs/cgroup/unified", "")]
    [InlineData("32 30 0:28 /docker/1a2b /sys/fs/cgroup ro - cgroup2 cgroup rw", "/sys/fs/cgroup", "/docker/1a2b")]
    [InlineData("32 30 0:28 /../../.. /sys/fs/cgroup ro - cgroup2 cgroup rw", "/sys/fs/cgroup", "")]
    [InlineData("32 30 0:28 / /mnt/with\\040blank rw - cgroup2 cgroup rw", "/mnt/with blank", "")]
    public void The_mount_is_found(string line, string path, string root)
    {
        const string Others = "23 28 0:22 / /sys rw - sysfs sysfs rw\n35 30 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\nnonsense\n1 2 - cgroup2\n";
        Assert.Equal(new CgroupMount(path, root), CgroupMount.Parse(Others + line + "\n"));
    }

    [Fact]
    public void The_hierarchy_is_that_which_the_controller_is_in()
    {
        Assert.Equal(
            new CgroupMount("/sys/fs/cgroup/perf_event", ""),
            CgroupMount.Parse("""
                32 30 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup rw
                35 30 0:30 /part /mnt/perf rw - cgroup cgroup rw,perf_event
                36 30 0:30 / /sys/fs/cgroup/perf_event rw - cgroup cgroup rw,perf_event
                37 30 0:28 / /mnt/again rw - cgroup2 cgroup rw
                """));
        Assert.Null(CgroupMount.Parse("36 30 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu"));
    }

    [Fact]
    public void Folders_are_groups_by_their_inodes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a", "b b"));
        File.WriteAllText(Path.Combine(_folder, "a", "cgroup.procs"), "");
        Assert.Equal(["/", "/a", "/a/b b"], Paths(""));
        Assert.Equal(["/docker", "/docker/a", "/docker/a/b b"], Paths("/docker"));
    }

    [Fact]
    public void The_next_look_is_not_due_before_twenty_times_as_long_as_the_last_one_took()
    {
        var clock = new Clock();
        var scanner = new CgroupScanner(
            () =>
            {
                clock.Now += 10;
                return null;
            },
            clock);
        var looks = new List<long>();
        for (; clock.Now < 500; clock.Now++)
        {
            if (scanner.TryAddAll(new CgroupPaths()))
                looks.Add(clock.Now);
        }

        Assert.Equal([10L, 220, 430], looks);
    }

    [Fact]
    public void A_mount_that_is_gone_gives_nothing()
    {
        var scanner = new CgroupScanner(() => new CgroupMount(Path.Combine(_folder, "none"), ""), TimeProvider.System);
        var strings = new StringTable();
        var paths = new CgroupPaths(scanner);
        Assert.Equal("[cgroup 5]", strings[paths.IndexOf(5, strings)]);
    }

    private IEnumerable<string> Paths(string root)
    {
        var paths = new CgroupPaths(new CgroupScanner(() => new CgroupMount(_folder, root), TimeProvider.System));
        var strings = new StringTable();
        foreach (string folder in new[] { _folder, Path.Combine(_folder, "a"), Path.Combine(_folder, "a", "b b") })
        {
            Assert.Equal(0, Lstat.Invoke(folder, out var status));
            yield return strings[paths.IndexOf(status.Inode, strings)];
        }
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;
    }
}
