namespace OProf.Capture.Environments;

/// <summary>The sentences that say how a capture is allowed what it was refused. Pure functions of the settings.</summary>
internal static class PermissionRemedy
{
    /// <summary>To sample all processes.</summary>
    public static string SystemWide(EnvironmentSettings settings) => Choice(settings, settings.Paranoid > 0 ? "sudo sysctl kernel.perf_event_paranoid=0 (or -1)" : null);

    /// <summary>To sample the kernel.</summary>
    public static string Kernel(EnvironmentSettings settings) => Choice(settings, settings.Paranoid > 1 ? "sudo sysctl kernel.perf_event_paranoid=1 (or lower)" : null);

    /// <summary>To sample the own processes at all.</summary>
    public static string OwnProcess(EnvironmentSettings settings) => Choice(settings, settings.Paranoid > 2 ? "sudo sysctl kernel.perf_event_paranoid=2 (or lower)" : null);

    /// <summary>To sample another process.</summary>
    public static string OtherProcess(EnvironmentSettings settings)
    {
        if (settings.Paranoid > 2)
            return OwnProcess(settings);
        var scope = settings.PtraceScope > 0 ? ", or for your own processes lower kernel.yama.ptrace_scope (sudo sysctl kernel.yama.ptrace_scope=0)" : "";
        return $"{Choice(settings, null)[..^1]}{scope}; or start the program under the capture.";
    }

    /// <summary>To see the kernel's addresses.</summary>
    public static string KernelAddress(EnvironmentSettings settings) => settings.KptrRestrict switch
    {
        >= 2 => "Let privileged processes see them (sudo sysctl kernel.kptr_restrict=1), and run as root or with CAP_SYSLOG.",
        1 => "Run as root or with CAP_SYSLOG (sudo setcap cap_perfmon,cap_sys_ptrace,cap_syslog=ep <the executable>), or sudo sysctl kernel.kptr_restrict=0.",
        _ => "Lower kernel.perf_event_paranoid to 1 (sudo sysctl kernel.perf_event_paranoid=1), or run as root or with CAP_SYSLOG.",
    };

    /// <summary>To lock more memory.</summary>
    public static string LockedMemory(EnvironmentSettings settings)
    {
        var perCpu = settings.MlockKb is { } now ? $" (sudo sysctl kernel.perf_event_mlock_kb={now * 4})" : "";
        return $"Ask for smaller rings, raise kernel.perf_event_mlock_kb{perCpu}, raise RLIMIT_MEMLOCK (ulimit -l), or run with CAP_IPC_LOCK.";
    }

    /// <summary>To open more files.</summary>
    public static string Files(EnvironmentSettings settings)
    {
        var hard = settings.FileHardLimit switch
        {
            null => "",
            EnvironmentSettings.Unlimited => " (ulimit -n 65536; the hard limit is unlimited)",
            { } limit => $" (ulimit -n {limit} is the hard limit; above it as root or in /etc/security/limits.conf)",
        };
        return $"Raise RLIMIT_NOFILE{hard}, or ask for fewer events or CPUs.";
    }

    /// <summary>The capabilities of what perf events ask for that the process lacks, or that it lacks none.</summary>
    public static string Missing(EnvironmentSettings settings, LinuxCapabilities capability) =>
        settings.Has(capability) ? $"the process has {capability}" : $"the process lacks {capability}";

    /// <summary>
    /// A privileged process was refused, so no setting of perf's was it: a seccomp filter, as containers have one, or a security module.
    /// Empty where that is not so.
    /// </summary>
    public static string Confinement(EnvironmentSettings settings)
    {
        if (settings.IsPerfmonCapable && settings.Seccomp == 2)
            return "The process is privileged, so a seccomp filter refused the call, as container runtimes do: allow perf_event_open in the container's seccomp profile (docker run --security-opt seccomp=... or --privileged).";
        if (settings.IsPerfmonCapable)
            return "The process is privileged, so a security module or the kernel's lockdown refused the call.";
        if (settings.UserId == 0)
            return "The process is root without CAP_PERFMON and CAP_SYS_ADMIN, as in a container: give it the capability (docker run --cap-add PERFMON) and allow perf_event_open in its seccomp profile.";
        return "";
    }

    private static string Choice(EnvironmentSettings settings, string? sysctl)
    {
        if (Confinement(settings) is { Length: > 0 } confined)
            return confined;
        var first = sysctl is null ? "" : $"Lower kernel.perf_event_paranoid ({sysctl}), ";
        var second = "run with CAP_PERFMON (sudo setcap cap_perfmon,cap_sys_ptrace,cap_syslog=ep <the executable>)";
        return $"{first}{(sysctl is null ? "R" + second[1..] : second)}, or run as root.";
    }
}
