using OProf.Capture.Environments;
using OProf.Capture.Native;
using Xunit;

namespace OProf.Capture.Tests.Environments;

public class PermissionAssessmentTests
{
    private static readonly PerfTrials Everything = new(0, 0, 0, 0, 0, 0, 0, true, true, true);

    private static readonly EnvironmentSettings User = new()
    {
        Paranoid = 2,
        KptrRestrict = 1,
        MlockKb = 516,
        MaxSampleRate = 100_000,
        PtraceScope = 1,
        MemlockBytes = 8 << 20,
        FileLimit = 1024,
        FileHardLimit = 4096,
        NiceLimit = 0,
        OpenFiles = 100,
        UserId = 1000,
        Seccomp = 0,
        Cpus = 8,
    };

    [Fact]
    public void What_works_needs_no_remedy()
    {
        var all = EnvironmentAssessment.Assess(User, Everything);
        Assert.Equal(Enum.GetValues<CaptureCapability>(), all.Select(entry => entry.Name));
        Assert.All(all, entry => Assert.Equal((true, ""), (entry.Allowed, entry.Remedy)));
        Assert.All(all, entry => Assert.True(entry.Setting.Length > 0 && entry.Value.Length > 0 && entry.Detail.Length > 0));
    }

    [Fact]
    public void System_wide_names_all_three_remedies_and_the_value()
    {
        var entry = Of(CaptureCapability.SystemWide, User, Everything with { SystemWide = Errno.EACCES });
        Assert.False(entry.Allowed);
        Assert.Equal(("kernel.perf_event_paranoid", "2"), (entry.Setting, entry.Value));
        Assert.Contains("sysctl kernel.perf_event_paranoid=", entry.Remedy);
        Assert.Contains("setcap cap_perfmon,cap_sys_ptrace,cap_syslog=ep", entry.Remedy);
        Assert.Contains("root", entry.Remedy);
        Assert.Contains("EACCES", entry.Detail);
        Assert.Contains("lacks CAP_PERFMON", entry.Detail);
    }

    [Fact]
    public void Every_refusal_has_a_remedy()
    {
        var nothing = new PerfTrials(Errno.EACCES, Errno.EACCES, Errno.EACCES, Errno.EACCES, Errno.EACCES, Errno.ENOENT, Errno.EPERM, false, false, false);
        var all = EnvironmentAssessment.Assess(User with { FileLimit = 110 }, nothing);
        Assert.All(all, entry => Assert.False(entry.Allowed));
        Assert.All(all, entry => Assert.EndsWith(".", entry.Remedy));
        Assert.All(EnvironmentAssessment.NotLinux(), entry => Assert.True(!entry.Allowed && entry.Remedy.Length > 0));
    }

    [Fact]
    public void Privileged_process_that_is_refused_is_told_of_its_sandbox()
    {
        var root = User with { UserId = 0, Paranoid = -1, Capabilities = LinuxCapabilities.CAP_SYS_ADMIN, Seccomp = 2 };
        var refused = Everything with { SystemWide = Errno.EPERM };
        Assert.Contains("seccomp filter", Of(CaptureCapability.SystemWide, root, refused).Remedy);
        Assert.Contains("security module", Of(CaptureCapability.SystemWide, root with { Seccomp = 0 }, refused).Remedy);
        Assert.Contains("root without CAP_PERFMON", Of(CaptureCapability.SystemWide, root with { Capabilities = 0 }, refused).Remedy);
    }

    [Fact]
    public void Kernel_without_perf_events_is_no_matter_of_rights()
    {
        var entry = Of(CaptureCapability.OwnProcess, User with { Paranoid = null }, Everything with { OwnProcess = Errno.ENOSYS });
        Assert.Equal("unknown", entry.Value);
        Assert.Contains("CONFIG_PERF_EVENTS", entry.Remedy);
    }

    [Fact]
    public void Other_process_names_ptrace_scope_only_where_it_is()
    {
        var refused = Everything with { SameUserProcess = Errno.EACCES };
        Assert.Contains("kernel.yama.ptrace_scope=0", Of(CaptureCapability.OtherProcess, User, refused).Remedy);
        var none = Of(CaptureCapability.OtherProcess, User with { PtraceScope = null }, refused);
        Assert.DoesNotContain("yama", none.Remedy + none.Setting + none.Value);
    }

    [Fact]
    public void Missing_counters_are_no_matter_of_rights()
    {
        var entry = Of(CaptureCapability.HardwareCounter, User, Everything with { Hardware = Errno.ENOENT });
        Assert.Equal(("processor", "no counters"), (entry.Setting, entry.Value));
        Assert.Contains("cpu-clock", entry.Remedy);
    }

    [Theory]
    [InlineData(2, 0UL, 8L << 20, (516 * 8) + 8192, false)]
    [InlineData(-1, 0UL, 8L << 20, null, true)]
    [InlineData(2, (ulong)LinuxCapabilities.CAP_IPC_LOCK, 8L << 20, null, true)]
    [InlineData(2, 0UL, EnvironmentSettings.Unlimited, null, true)]
    [InlineData(2, 0UL, null, null, false)]
    public void Ring_memory_is_that_of_the_cpus_and_the_limit(int paranoid, ulong capabilities, long? memlock, int? kib, bool unlimited) =>
        Assert.Equal(
            new RingBudget(kib, unlimited),
            RingBudget.Of(User with { Paranoid = paranoid, Capabilities = (LinuxCapabilities)capabilities, MemlockBytes = memlock }));

    private static EnvironmentCapability Of(CaptureCapability name, EnvironmentSettings settings, PerfTrials trials) =>
        EnvironmentAssessment.Assess(settings, trials).Single(entry => entry.Name == name);
}
