using System.Globalization;
using OProf.Capture.Native;

namespace OProf.Capture.Environments;

/// <summary>What follows from the settings and the trials. Pure.</summary>
internal static class EnvironmentAssessment
{
    private const string ParanoidSetting = "kernel.perf_event_paranoid";

    // A tracker, a sampled event and some to spare for each CPU.
    private const int DescriptorsPerCpu = 4;

    /// <summary>One entry for each capability, in the enum's order.</summary>
    public static IReadOnlyList<EnvironmentCapability> Assess(EnvironmentSettings settings, PerfTrials trials) =>
    [
        Perf(CaptureCapability.OwnProcess, trials.OwnProcess, settings, PermissionRemedy.OwnProcess(settings), "cpu-clock on the own process"),
        OtherProcess(settings, trials),
        Perf(CaptureCapability.SystemWide, trials.SystemWide, settings, PermissionRemedy.SystemWide(settings), "cpu-clock on all processes of a CPU"),
        Perf(CaptureCapability.KernelSample, trials.Kernel, settings, PermissionRemedy.Kernel(settings), "cpu-clock on the own process with the kernel"),
        KernelAddress(settings, trials),
        Hardware(settings, trials),
        LockedMemory(settings, trials),
        Files(settings),
        Tracefs(trials),
        Priority(settings, trials),
    ];

    /// <summary>The same entries for another operating system: nothing is allowed.</summary>
    public static IReadOnlyList<EnvironmentCapability> NotLinux() =>
    [
        .. Enum.GetValues<CaptureCapability>().Select(name => new EnvironmentCapability(
            name, false, "operating system", Environment.OSVersion.Platform.ToString(), "Capture on Linux; captures can be read and analysed here.", "Perf events are Linux's.")),
    ];

    private static EnvironmentCapability Perf(CaptureCapability name, int errno, EnvironmentSettings settings, string remedy, string tried)
    {
        var detail = $"Opening {tried}: {(errno == 0 ? "allowed" : Errno.NameOf(errno))}; {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_PERFMON)}.";
        return new(name, errno == 0, ParanoidSetting, ValueOf(settings.Paranoid), RemedyFor(errno, remedy), detail);
    }

    private static string RemedyFor(int errno, string permission) => errno switch
    {
        0 => "",
        Errno.ENOSYS => "Use a kernel built with CONFIG_PERF_EVENTS; this one, or the sandbox around it, has no perf_event_open.",
        Errno.EACCES or Errno.EPERM => permission,
        Errno.EMFILE or Errno.ENFILE => "Close files or raise RLIMIT_NOFILE (ulimit -n), then try again.",
        _ => $"The kernel answered {Errno.NameOf(errno)}, which no setting explains; its log (dmesg) may.",
    };

    private static EnvironmentCapability OtherProcess(EnvironmentSettings settings, PerfTrials trials)
    {
        var errno = trials.SameUserProcess ?? trials.ForeignProcess ?? trials.OwnProcess;
        var same = trials.SameUserProcess is { } own ? Answer(own) : "not tried, as the parent is another user's";
        var foreign = trials.ForeignProcess is { } other ? Answer(other) : "not tried";
        var detail = $"The parent process, of the same user: {same}. Process 1: {foreign}; {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_SYS_PTRACE)}.";
        var yama = settings.PtraceScope is { } scope ? $", kernel.yama.ptrace_scope {scope}" : "";
        return new(
            CaptureCapability.OtherProcess,
            errno == 0,
            settings.PtraceScope is null ? ParanoidSetting : $"{ParanoidSetting}, kernel.yama.ptrace_scope",
            settings.PtraceScope is null ? ValueOf(settings.Paranoid) : $"{ValueOf(settings.Paranoid)}{yama}",
            RemedyFor(errno, PermissionRemedy.OtherProcess(settings)),
            detail);
    }

    private static EnvironmentCapability KernelAddress(EnvironmentSettings settings, PerfTrials trials)
    {
        var allowed = trials.KernelAddresses == true;
        var detail = trials.KernelAddresses switch
        {
            true => "/proc/kallsyms shows addresses",
            false => "/proc/kallsyms shows zeros for addresses",
            null => "/proc/kallsyms cannot be read",
        };
        return new(
            CaptureCapability.KernelAddress,
            allowed,
            "kernel.kptr_restrict",
            ValueOf(settings.KptrRestrict),
            allowed ? "" : PermissionRemedy.KernelAddress(settings),
            $"{detail}; {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_SYSLOG)}.");
    }

    private static EnvironmentCapability Hardware(EnvironmentSettings settings, PerfTrials trials)
    {
        var absent = trials.Hardware is Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV or Errno.ENXIO;
        return new(
            CaptureCapability.HardwareCounter,
            trials.Hardware == 0,
            absent ? "processor" : ParanoidSetting,
            absent ? "no counters" : ValueOf(settings.Paranoid),
            absent
                ? "Let the virtual machine have a virtual PMU (KVM: <pmu state='on'/>, VMware: vPMC), or sample by time (cpu-clock), which needs none."
                : RemedyFor(trials.Hardware, PermissionRemedy.OwnProcess(settings)),
            $"Opening cpu-cycles on the own process: {Answer(trials.Hardware)}.");
    }

    private static EnvironmentCapability LockedMemory(EnvironmentSettings settings, PerfTrials trials)
    {
        var allowed = trials.RingMap == 0;
        var answer = trials.RingMap is { } errno ? Answer(errno) : "not tried, as no event could be opened";
        var budget = RingBudget.Of(settings);
        return new(
            CaptureCapability.LockedMemory,
            allowed,
            "kernel.perf_event_mlock_kb, RLIMIT_MEMLOCK",
            $"{ValueOf(settings.MlockKb)} KiB per CPU, {RingBudget.LimitText(settings.MemlockBytes)}",
            allowed ? "" : PermissionRemedy.LockedMemory(settings),
            $"Mapping a ring of {PerfTrials.RingKib} KiB: {answer}. All rings of this user may have {budget.Describe()}.");
    }

    private static EnvironmentCapability Files(EnvironmentSettings settings)
    {
        var needed = (long)settings.Cpus * DescriptorsPerCpu;
        var free = settings.FileLimit is { } limit ? limit - (settings.OpenFiles ?? 0) : long.MaxValue;
        var allowed = free >= needed;
        return new(
            CaptureCapability.FileDescriptor,
            allowed,
            "RLIMIT_NOFILE",
            LimitText(settings.FileLimit),
            allowed ? "" : PermissionRemedy.Files(settings),
            $"{ValueOf(settings.OpenFiles)} are open; a capture on {settings.Cpus} CPUs needs about {needed} more: one for each event and CPU.");
    }

    private static EnvironmentCapability Tracefs(PerfTrials trials) => new(
        CaptureCapability.Tracefs,
        trials.TracefsReadable == true,
        "tracefs",
        trials.TracefsReadable switch { true => "readable", false => "mounted, not readable", null => "not mounted" },
        trials.TracefsReadable switch
        {
            true => "",
            false => "Run as root, or let a group read it (sudo mount -o remount,gid=<group>,mode=750 /sys/kernel/tracing).",
            null => "Mount it (sudo mount -t tracefs nodev /sys/kernel/tracing).",
        },
        "/sys/kernel/tracing/events, where the kernel describes its tracepoints.");

    private static EnvironmentCapability Priority(EnvironmentSettings settings, PerfTrials trials) => new(
        CaptureCapability.SchedulingPriority,
        trials.RaisedPriority,
        "RLIMIT_NICE",
        LimitText(settings.NiceLimit),
        trials.RaisedPriority ? "" : "Run with CAP_SYS_NICE (sudo setcap cap_sys_nice+ep <the executable>), raise RLIMIT_NICE (ulimit -e 40), or run as root.",
        $"Setting a thread's nice value to -1: {(trials.RaisedPriority ? "allowed" : "refused")}; {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_SYS_NICE)}.");

    private static string Answer(int errno) => errno == 0 ? "allowed" : Errno.NameOf(errno);

    private static string ValueOf(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static string LimitText(long? value) => value == EnvironmentSettings.Unlimited ? "unlimited" : ValueOf(value);
}
