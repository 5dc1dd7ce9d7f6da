using System.Runtime.InteropServices;
using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using Xunit;

namespace OProf.Capture.Tests.Events;

/// <summary>
/// The bytes that perf_event_open is given, case by case, as Golden/*.hex hold them. Run with OPROF_UPDATE_GOLDEN=1 to write them
/// anew, and read the difference before it is committed.
/// </summary>
public class GoldenAttrTests
{
    private static readonly Dictionary<string, Func<PerfEventAttr>> Cases = new()
    {
        ["cycles"] = () => Alone("cycles"),
        ["cycles-u"] = () => Alone("cycles:u"),
        ["cycles-ppp"] = () => Alone("cycles:ppp"),
        ["cycles-best-precise"] = () => Alone("cycles:P"),
        ["cycles-guest-and-host"] = () => Alone("cycles:GH"),
        ["cycles-pinned-exclusive"] = () => Alone("cycles:De"),
        ["instructions-k"] = () => Alone("instructions:k"),
        ["cpu-clock"] = () => Alone("cpu-clock"),
        ["cpu-clock-uk"] = () => Alone("cpu-clock:uk"),
        ["cpu-clock-not-idle"] = () => Alone("cpu-clock:I"),
        ["cpu-clock-callchain"] = () => Alone("cpu-clock", new() { CallChain = true, MaxStack = 64 }),
        ["cpu-clock-period"] = () => Alone("cpu-clock", new() { Period = 10_000_000 }),
        ["cpu-clock-inherit-on-exec"] = () => Alone("cpu-clock", new() { Inherit = true, EnableOnExec = true }),
        ["cpu-clock-user-only"] = () => Alone("cpu-clock", new() { ExcludeKernel = true }),
        ["cpu-clock-watermark"] = () => Alone("cpu-clock", new() { WakeupWatermark = 65536, CountLost = true }),
        ["page-faults"] = () => Alone("page-faults", new() { Period = 1 }),
        ["context-switches"] = () => Alone("cs", new() { Period = 1 }),
        ["llc-load-misses"] = () => Alone("LLC-load-misses"),
        ["raw-1a8-u"] = () => Alone("r1a8:u"),
        ["unit-terms"] = () => Alone("cpu/event=0xcd,umask=0x1,ldlat=30,period=2000/pp"),
        ["group-leader"] = () => Grouped("{cycles,instructions}:u", 0),
        ["group-member"] = () => Grouped("{cycles,instructions}:u", 1),
        ["group-leader-callchain-on-exec"] = () => Grouped("{cpu-clock,page-faults}", 0, new() { CallChain = true, EnableOnExec = true, Inherit = true }),
        ["group-member-callchain-on-exec"] = () => Grouped("{cpu-clock,page-faults}", 1, new() { CallChain = true, EnableOnExec = true, Inherit = true }),
        ["tracepoint"] = () => PerfEventAttrBuilder.BuildTracepoint(372, new() { CountLost = true }),
        ["tracepoint-callchain-on-exec"] = () => PerfEventAttrBuilder.BuildTracepoint(372, new() { CallChain = true, ExcludeKernel = true, EnableOnExec = true, Inherit = true }),
        ["counter-on-exec"] = () => PerfEventAttrBuilder.BuildCounter(Leader("page-faults"), enableOnExec: true, isMember: false),
        ["counter-member"] = () => PerfEventAttrBuilder.BuildCounter(Leader("cycles:upp"), enableOnExec: true, isMember: true),
        ["tracker"] = () => PerfEventAttrBuilder.BuildTracker(new()),
        ["tracker-no-switches"] = () => PerfEventAttrBuilder.BuildTracker(new() { ContextSwitches = false }),
        ["switch-out"] = () => PerfEventAttrBuilder.BuildSwitchOut(new() { CallChain = true, CountLost = true }),
        ["switch-out-user-only"] = () => PerfEventAttrBuilder.BuildSwitchOut(new() { CallChain = true, ExcludeKernel = true, Inherit = true, EnableOnExec = true }),
        ["tracker-inherit-on-exec"] = () => PerfEventAttrBuilder.BuildTracker(new() { Inherit = true, EnableOnExec = true, WakeupWatermark = 4096 }),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static string Folder
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !Directory.Exists(Path.Combine(directory.FullName, "Golden")))
                directory = directory.Parent;
            return Path.Combine(directory?.FullName ?? throw new DirectoryNotFoundException("Golden is not above the test assembly"), "Golden");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_are_those_of_the_golden_file(string name)
    {
        if (!BitConverter.IsLittleEndian)
            Assert.Skip("the golden files are of a little-endian machine");
        var actual = Cases[name]();
        var path = Path.Combine(Folder, name + ".hex");
        if (Environment.GetEnvironmentVariable("OPROF_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, AttrText.ToHex(in actual));
        var golden = File.ReadAllText(path);
        var expected = AttrText.FromHex(golden);
        Assert.True(golden == AttrText.ToHex(in actual), $"{name}: {AttrText.Difference(expected, actual)}");
    }

    [Fact]
    public void Every_golden_file_has_its_case() =>
        Assert.Equal(Cases.Keys.Order(), Directory.EnumerateFiles(Folder, "*.hex").Select(path => Path.GetFileNameWithoutExtension(path)!).Order());

    [Fact]
    public void Difference_names_the_fields()
    {
        var difference = AttrText.Difference(Alone("cpu-clock"), Alone("cpu-clock:u"));
        Assert.StartsWith("Flags: expected ", difference);
        Assert.DoesNotContain('\n', difference);
    }

    // What the golden bytes say is also what this kernel takes, leader, member and tracker.
    [Fact]
    public void Kernel_takes_group_and_tracker()
    {
        var leader = Grouped("{cpu-clock,page-faults}", 0, new() { CallChain = true });
        var member = Grouped("{cpu-clock,page-faults}", 1, new() { CallChain = true });
        var tracker = PerfEventAttrBuilder.BuildTracker(new());
        var leaderFd = Open(ref leader, PerfEventOpen.NoGroup);
        var memberFd = leaderFd < 0 ? -1 : Open(ref member, leaderFd);
        var memberErrno = Marshal.GetLastPInvokeError();
        var trackerFd = Open(ref tracker, PerfEventOpen.NoGroup);
        var trackerErrno = Marshal.GetLastPInvokeError();
        foreach (var fd in new[] { trackerFd, memberFd, leaderFd }.Where(fd => fd >= 0))
            Close.Invoke(fd);
        if (leaderFd < 0)
            Assert.Skip("cpu-clock with the kernel cannot be opened here");
        Assert.True(memberFd >= 0, Errno.NameOf(memberErrno));
        Assert.True(trackerFd >= 0, Errno.NameOf(trackerErrno));
    }

    private static int Open(ref PerfEventAttr attr, int group) =>
        PerfEventOpen.Invoke(ref attr, 0, PerfEventOpen.Any, group, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);

    private static EventDefinition Leader(string text) => EventSelection.Parse(text).Groups[0].Leader;

    private static PerfEventAttr Alone(string text, SamplingOptions? options = null)
    {
        using var units = new FakeUnits();
        return PerfEventAttrBuilder.Build(EventSelection.Parse(text, units.Catalog).Groups[0].Leader, options ?? new(), GroupRole.Alone);
    }

    private static PerfEventAttr Grouped(string text, int index, SamplingOptions? options = null) =>
        PerfEventAttrBuilder.Build(
            EventSelection.Parse(text).Groups[0].Events[index], options ?? new(), index == 0 ? GroupRole.Leader : GroupRole.Member);
}
