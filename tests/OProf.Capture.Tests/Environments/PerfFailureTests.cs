using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Environments;

public class PerfFailureTests
{
    private static readonly EnvironmentSettings User = new()
    {
        Paranoid = 2,
        MlockKb = 516,
        MaxSampleRate = 100_000,
        PtraceScope = 1,
        MemlockBytes = 64 << 10,
        FileLimit = 1024,
        FileHardLimit = 524_288,
        OpenFiles = 1020,
        UserId = 1000,
        Cpus = 8,
    };

    private static readonly PerfAttempt Self = new(PerfOperation.Open, "cycles", 0, -1);
    private static readonly PerfAttempt System = new(PerfOperation.Open, "cycles", -1, 3);
    private static readonly PerfAttempt Other = new(PerfOperation.Open, "cycles", 1234, -1);

    public static TheoryData<string, int, string, CaptureErrorCategory, string[]> Cases => new()
    {
        { "self", Errno.ENOSYS, CaptureErrorId.PerfNotSupported, CaptureErrorCategory.NotSupported, ["ENOSYS", "seccomp"] },
        { "self", Errno.EACCES, CaptureErrorId.AccessProcess, CaptureErrorCategory.PermissionDenied, ["EACCES", "perf_event_paranoid is 2", "CAP_PERFMON"] },
        { "kernel", Errno.EACCES, CaptureErrorId.AccessKernel, CaptureErrorCategory.PermissionDenied, ["EACCES", "kernel.perf_event_paranoid=1", "cycles:u"] },
        { "system", Errno.EACCES, CaptureErrorId.AccessSystemWide, CaptureErrorCategory.PermissionDenied, ["CPU 3", "kernel.perf_event_paranoid=0", "setcap cap_perfmon", "root"] },
        { "system", Errno.EPERM, CaptureErrorId.AccessSystemWide, CaptureErrorCategory.PermissionDenied, ["EPERM"] },
        { "other", Errno.EACCES, CaptureErrorId.AccessProcess, CaptureErrorCategory.PermissionDenied, ["process 1234", "CAP_SYS_PTRACE", "ptrace_scope is 1"] },
        { "other", Errno.ESRCH, CaptureErrorId.ProcessNotFound, CaptureErrorCategory.ObjectNotFound, ["process 1234", "ESRCH"] },
        { "self", Errno.ENOENT, CaptureErrorId.EventNotSupported, CaptureErrorCategory.NotSupported, ["cycles", "ENOENT", "cpu-clock"] },
        { "self", Errno.EOPNOTSUPP, CaptureErrorId.EventNotSupported, CaptureErrorCategory.NotSupported, ["EOPNOTSUPP"] },
        { "self", Errno.ENODEV, CaptureErrorId.EventNotSupported, CaptureErrorCategory.NotSupported, ["ENODEV"] },
        { "system", Errno.ENODEV, CaptureErrorId.CpuOffline, CaptureErrorCategory.ObjectNotFound, ["CPU 3", "online"] },
        { "far", Errno.EINVAL, CaptureErrorId.CpuOffline, CaptureErrorCategory.ObjectNotFound, ["CPU 99"] },
        { "self", Errno.EINVAL, CaptureErrorId.EventInvalid, CaptureErrorCategory.InvalidArgument, ["EINVAL"] },
        { "fast", Errno.EINVAL, CaptureErrorId.FrequencyTooHigh, CaptureErrorCategory.LimitsExceeded, ["200000", "perf_event_max_sample_rate is 100000"] },
        { "self", Errno.EMFILE, CaptureErrorId.TooManyFiles, CaptureErrorCategory.LimitsExceeded, ["RLIMIT_NOFILE is 1024", "ulimit -n 524288"] },
        { "self", Errno.ENFILE, CaptureErrorId.TooManyFiles, CaptureErrorCategory.LimitsExceeded, ["fs.file-max"] },
        { "map", Errno.EPERM, CaptureErrorId.LockedMemory, CaptureErrorCategory.LimitsExceeded, ["need 16384 KiB", "may have 4192 KiB", "516", "64 KiB", "CAP_IPC_LOCK", "kernel.perf_event_mlock_kb=2064"] },
        { "self", Errno.EBUSY, CaptureErrorId.ResourceBusy, CaptureErrorCategory.ResourceUnavailable, ["EBUSY", "nmi_watchdog"] },
        { "map", Errno.ENOMEM, CaptureErrorId.OutOfMemory, CaptureErrorCategory.ResourceUnavailable, ["ENOMEM", "2048 KiB"] },
        { "self", Errno.EIO, CaptureErrorId.PerfFailed, CaptureErrorCategory.InvalidOperation, ["EIO"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_the_cause_and_the_remedy(string attempt, int errno, string id, CaptureErrorCategory category, string[] said)
    {
        var error = PerfFailure.Explain(AttemptOf(attempt), errno, User);
        Assert.Equal((id, category), (error.Id, error.Category));
        Assert.All(said, words => Assert.Contains(words, $"{error.Message} {error.Remedy}"));
        Assert.EndsWith(".", error.Message);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void Not_linux_comes_before_all_else() =>
        Assert.Equal(CaptureErrorId.NotLinux, PerfFailure.Explain(Self, Errno.ENOSYS, new() { IsLinux = false }).Id);

    [Fact]
    public void Kernel_without_perf_events_is_told_from_a_sandbox() =>
        Assert.Contains("CONFIG_PERF_EVENTS", PerfFailure.Explain(Self, Errno.ENOSYS, User with { Paranoid = null }).Remedy);

    [Fact]
    public void Exception_carries_the_object_at_fault()
    {
        Assert.Equal(1234, PerfFailure.ToException(Other, Errno.ESRCH).Target);
        Assert.Equal(3, PerfFailure.ToException(System, Errno.ENODEV).Target);
        var unsupported = PerfFailure.ToException(Self, Errno.ENOENT);
        Assert.Equal("cycles", unsupported.Target);
        Assert.Equal($"{unsupported.Error.Message} {unsupported.Error.Remedy}", unsupported.Message);
    }

    private static PerfAttempt AttemptOf(string name) => name switch
    {
        "kernel" => Self with { Kernel = true },
        "system" => System,
        "far" => System with { Cpu = 99 },
        "other" => Other,
        "fast" => Self with { Frequency = 200_000 },
        "map" => System with { Operation = PerfOperation.Map, RingBytes = 2 << 20, AllRingBytes = 16 << 20 },
        _ => Self,
    };
}
