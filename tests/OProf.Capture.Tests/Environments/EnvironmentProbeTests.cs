using OProf.Capture.Environments;
using OProf.Capture.Native;
using Xunit;

namespace OProf.Capture.Tests.Environments;

// Alone, since it counts what the process has open.
[Collection(nameof(EnvironmentProbeTests))]
[CollectionDefinition(nameof(EnvironmentProbeTests), DisableParallelization = true)]
public class EnvironmentProbeTests
{
    [Fact]
    public void Answers_for_every_capability()
    {
        var all = EnvironmentProbe.Run();
        Assert.Equal(Enum.GetValues<CaptureCapability>(), all.Select(entry => entry.Name));
        Assert.All(all, entry => Assert.Equal(entry.Allowed, entry.Remedy.Length == 0));
    }

    [Fact]
    public void Leaves_nothing_open()
    {
        EnvironmentProbe.Run();
        var before = Events();
        EnvironmentProbe.Run();
        Assert.Equal(before, Events());

        // Only perf events: the runtime opens files as it likes.
        static int Events() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Count(fd => new FileInfo(fd).LinkTarget?.Contains("perf_event", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Root_may_sample_everything()
    {
        var settings = EnvironmentSettings.Read();
        if (GetEuid.Invoke() != 0 || !settings.IsPerfmonCapable || settings.Seccomp == 2)
            Assert.Skip("not root, or confined");
        var all = EnvironmentProbe.Run().ToDictionary(entry => entry.Name);
        Assert.All(
            [CaptureCapability.OwnProcess, CaptureCapability.OtherProcess, CaptureCapability.SystemWide, CaptureCapability.KernelSample],
            name => Assert.True(all[name].Allowed, all[name].Detail));
    }

    // The answers of a process without rights, from the kernel and not from the assessment: the test runs itself as another user.
    [Fact]
    public void Ordinary_user_is_told_what_the_settings_forbid()
    {
        var settings = EnvironmentSettings.Read();
        if (GetEuid.Invoke() != 0)
            Assert.Skip("only root can become another user");
        if (settings.Paranoid is not >= 1)
            Assert.Skip($"kernel.perf_event_paranoid is {settings.Paranoid}, which lets every user sample");
        var all = OrdinaryUser.Probe();
        Assert.False(all[CaptureCapability.SystemWide].Allowed);
        Assert.Contains("lacks CAP_PERFMON", all[CaptureCapability.SystemWide].Detail);
        Assert.Contains("setcap", all[CaptureCapability.SystemWide].Remedy);
        Assert.Equal(settings.Paranoid < 2, all[CaptureCapability.KernelSample].Allowed);
        Assert.Equal(settings.Paranoid <= 2, all[CaptureCapability.OwnProcess].Allowed);
        Assert.False(all[CaptureCapability.SchedulingPriority].Allowed);
    }
}
