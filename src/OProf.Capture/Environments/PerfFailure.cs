using OProf.Capture.Native;
using OProf.Capture.Sessions;

namespace OProf.Capture.Environments;

/// <summary>
/// Makes an error that names its cause out of an errno: "operation not permitted" alone has a dozen causes (perf_event_open(2),
/// "ERRORS"; kernel/events/core.c).
/// </summary>
internal static class PerfFailure
{
    /// <summary>The exception for an attempt that the kernel refused; reads the present settings.</summary>
    /// <param name="attempt">What was tried; the exception's target is its process id, or its event.</param>
    /// <param name="errno">The kernel's answer.</param>
    public static CaptureException ToException(PerfAttempt attempt, int errno)
    {
        var error = Explain(attempt, errno, EnvironmentSettings.Read());
        object target = error.Id is CaptureErrorId.AccessProcess or CaptureErrorId.ProcessNotFound ? attempt.Pid
            : error.Id == CaptureErrorId.CpuOffline ? attempt.Cpu
            : attempt.EventName;
        return new(error, target);
    }

    /// <summary>The error for an attempt that the kernel refused. Pure.</summary>
    public static CaptureError Explain(PerfAttempt attempt, int errno, EnvironmentSettings settings)
    {
        if (!settings.IsLinux)
            return new(CaptureErrorId.NotLinux, CaptureErrorCategory.NotSupported, "This is not Linux: there are no perf events to capture.", "Capture on Linux; captures can be read and analysed here, and Save-OProfEventPipe samples .NET processes.");
        if (attempt.Operation == PerfOperation.Map && errno is (Errno.EPERM or Errno.EAGAIN))
            return LockedMemory(attempt, errno, settings);
        return errno switch
        {
            Errno.ENOSYS => new(
                CaptureErrorId.PerfNotSupported,
                CaptureErrorCategory.NotSupported,
                settings.Paranoid is null
                    ? "This kernel has no perf events (ENOSYS, and kernel.perf_event_paranoid does not exist)."
                    : "perf_event_open is not let through to the kernel (ENOSYS, though kernel.perf_event_paranoid exists).",
                settings.Paranoid is null ? "Use a kernel built with CONFIG_PERF_EVENTS." : "Allow perf_event_open in the sandbox around this process (its seccomp profile)."),
            Errno.EPERM or Errno.EACCES => Access(attempt, errno, settings),
            Errno.ESRCH => new(
                CaptureErrorId.ProcessNotFound,
                CaptureErrorCategory.ObjectNotFound,
                $"There is no {attempt.Target} (ESRCH): it has ended, or never was.",
                "Name a process that runs, or start the program under the capture."),
            Errno.EINVAL or Errno.E2BIG => Invalid(attempt, errno, settings),
            Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENXIO => NotSupported(attempt, errno),
            Errno.ENODEV when attempt.Cpu >= 0 => Offline(attempt, errno),
            Errno.ENODEV => NotSupported(attempt, errno),
            Errno.EMFILE => new(
                CaptureErrorId.TooManyFiles,
                CaptureErrorCategory.LimitsExceeded,
                $"No descriptor is left for {attempt.EventName} on {attempt.Target} (EMFILE: {Text(settings.OpenFiles)} are open, RLIMIT_NOFILE is {Limit(settings.FileLimit)}).",
                PermissionRemedy.Files(settings)),
            Errno.ENFILE => new(
                CaptureErrorId.TooManyFiles,
                CaptureErrorCategory.LimitsExceeded,
                $"No descriptor is left on the machine for {attempt.EventName} (ENFILE).",
                "Raise fs.file-max (sudo sysctl fs.file-max=...), or find who holds so many (/proc/sys/fs/file-nr)."),
            Errno.EBUSY => new(
                CaptureErrorId.ResourceBusy,
                CaptureErrorCategory.ResourceUnavailable,
                $"The counters for {attempt.EventName} are held by another user of them (EBUSY), such as the NMI watchdog or an event that is pinned or exclusive.",
                "Stop the other user, or sudo sysctl kernel.nmi_watchdog=0 while capturing."),
            Errno.ENOMEM or Errno.ENOSPC => new(
                CaptureErrorId.OutOfMemory,
                CaptureErrorCategory.ResourceUnavailable,
                $"The kernel has no room for {attempt.EventName} on {attempt.Target} ({Errno.NameOf(errno)}{(attempt.RingBytes > 0 ? $", a ring of {attempt.RingBytes / 1024} KiB" : "")}).",
                "Ask for smaller rings or fewer events."),
            _ => new(
                CaptureErrorId.PerfFailed,
                CaptureErrorCategory.InvalidOperation,
                $"The kernel refused {attempt.EventName} on {attempt.Target} ({Errno.NameOf(errno)}).",
                "The kernel's log (dmesg) may say why."),
        };
    }

    private static CaptureError Access(PerfAttempt attempt, int errno, EnvironmentSettings settings)
    {
        var why = $"({Errno.NameOf(errno)}: kernel.perf_event_paranoid is {Text(settings.Paranoid)}, {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_PERFMON)})";
        CaptureError Denied(string id, string what, string remedy) =>
            new(id, CaptureErrorCategory.PermissionDenied, $"Not allowed to sample {attempt.EventName} {what} {why}.", remedy);

        if (attempt.IsSystemWide)
            return Denied(CaptureErrorId.AccessSystemWide, $"of {attempt.Target}", PermissionRemedy.SystemWide(settings));
        // The kernel asks for the right to see itself before the right to see the process.
        if (attempt.Kernel && !settings.IsPerfmonCapable && settings.Paranoid is (null or > 1))
            return Denied(CaptureErrorId.AccessKernel, "in the kernel", $"{PermissionRemedy.Kernel(settings)} Or sample user space only ({UserOnly(attempt.EventName)}).");
        if (attempt.Pid == 0 && attempt.Kernel)
            return Denied(CaptureErrorId.AccessKernel, "in the kernel", PermissionRemedy.Kernel(settings));
        if (attempt.Pid == 0)
            return Denied(CaptureErrorId.AccessProcess, "of this process", PermissionRemedy.OwnProcess(settings));
        var yama = settings.PtraceScope is { } scope ? $", kernel.yama.ptrace_scope is {scope}" : "";
        return new(
            CaptureErrorId.AccessProcess,
            CaptureErrorCategory.PermissionDenied,
            $"Not allowed to sample {attempt.Target} ({Errno.NameOf(errno)}: it is another user's or may not be traced; "
            + $"{PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_SYS_PTRACE)}{yama}, kernel.perf_event_paranoid is {Text(settings.Paranoid)}).",
            PermissionRemedy.OtherProcess(settings));
    }

    private static CaptureError Invalid(PerfAttempt attempt, int errno, EnvironmentSettings settings)
    {
        if (attempt.Frequency is { } frequency && settings.MaxSampleRate is { } most && frequency > (ulong)most)
        {
            return new(
                CaptureErrorId.FrequencyTooHigh,
                CaptureErrorCategory.LimitsExceeded,
                $"{frequency} samples per second of {attempt.EventName} are more than the kernel allows (EINVAL: kernel.perf_event_max_sample_rate is {most}).",
                $"Ask for {most} or fewer, or sudo sysctl kernel.perf_event_max_sample_rate={frequency}; the kernel lowers it by itself when sampling takes too much time (kernel.perf_cpu_time_max_percent).");
        }

        if (attempt.Cpu >= settings.Cpus)
            return Offline(attempt, errno);
        var precise = attempt.PreciseIp > 0 ? $" Leave out precise level {attempt.PreciseIp} (modifier p), or let it be the processor's best (P)." : "";
        return new(
            CaptureErrorId.EventInvalid,
            CaptureErrorCategory.InvalidArgument,
            $"The kernel does not take {attempt.EventName} on {attempt.Target} as it is asked for ({Errno.NameOf(errno)}).",
            $"Check its number, terms and modifiers; some units only count, and some only on a whole CPU (Get-OProfEventType says which).{precise}");
    }

    private static CaptureError NotSupported(PerfAttempt attempt, int errno)
    {
        var precise = errno == Errno.EOPNOTSUPP && attempt.PreciseIp > 0
            ? $" with precise level {attempt.PreciseIp}"
            : "";
        return new(
            CaptureErrorId.EventNotSupported,
            CaptureErrorCategory.NotSupported,
            $"This machine does not have {attempt.EventName}{precise} ({Errno.NameOf(errno)}): the processor, or the virtual machine around it, has no counter for it, or the kernel no such event.",
            "Get-OProfEventType lists what can be captured here; cpu-clock samples by time on every machine.");
    }

    private static CaptureError Offline(PerfAttempt attempt, int errno) => new(
        CaptureErrorId.CpuOffline,
        CaptureErrorCategory.ObjectNotFound,
        $"CPU {attempt.Cpu} is offline or does not exist ({Errno.NameOf(errno)} for {attempt.EventName}).",
        "Name CPUs of /sys/devices/system/cpu/online, or bring it online (echo 1 | sudo tee /sys/devices/system/cpu/cpuN/online).");

    private static CaptureError LockedMemory(PerfAttempt attempt, int errno, EnvironmentSettings settings)
    {
        var needed = Math.Max(attempt.RingBytes, attempt.AllRingBytes) / 1024;
        return new(
            CaptureErrorId.LockedMemory,
            CaptureErrorCategory.LimitsExceeded,
            $"The rings need {needed} KiB of locked memory, and this user may have {RingBudget.Of(settings).Describe()} "
            + $"({Errno.NameOf(errno)}: kernel.perf_event_mlock_kb is {Text(settings.MlockKb)} for each of {settings.Cpus} CPUs, "
            + $"RLIMIT_MEMLOCK is {RingBudget.LimitText(settings.MemlockBytes)}, {PermissionRemedy.Missing(settings, LinuxCapabilities.CAP_IPC_LOCK)}).",
            PermissionRemedy.LockedMemory(settings));
    }

    private static string UserOnly(string eventName) => eventName.Contains(':', StringComparison.Ordinal) ? "modifier u" : $"{eventName}:u";

    private static string Text(long? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown";

    private static string Limit(long? value) => value == EnvironmentSettings.Unlimited ? "unlimited" : Text(value);
}
