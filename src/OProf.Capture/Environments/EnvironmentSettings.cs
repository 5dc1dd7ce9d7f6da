using OProf.Capture.Native;

namespace OProf.Capture.Environments;

/// <summary>What decides on a capture, as it was read at one moment. Null is what could not be read.</summary>
internal sealed record EnvironmentSettings
{
    /// <summary>The value of a limit that is not limited.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>The operating system is Linux.</summary>
    public bool IsLinux { get; init; } = true;

    /// <summary>kernel.perf_event_paranoid: -1 to 2, and 3 or 4 on distributions which forbid more; null also where the kernel has no perf events.</summary>
    public int? Paranoid { get; init; }

    /// <summary>kernel.kptr_restrict: 0, 1 (CAP_SYSLOG sees addresses) or 2 (nobody does).</summary>
    public int? KptrRestrict { get; init; }

    /// <summary>kernel.perf_event_mlock_kb: KiB of rings a user may have per CPU beyond RLIMIT_MEMLOCK.</summary>
    public long? MlockKb { get; init; }

    /// <summary>kernel.perf_event_max_sample_rate in samples per second and CPU.</summary>
    public long? MaxSampleRate { get; init; }

    /// <summary>kernel.yama.ptrace_scope: 0 to 3; null where Yama is not there.</summary>
    public int? PtraceScope { get; init; }

    /// <summary>RLIMIT_MEMLOCK, soft, in bytes.</summary>
    public long? MemlockBytes { get; init; }

    /// <summary>RLIMIT_NOFILE, soft.</summary>
    public long? FileLimit { get; init; }

    /// <summary>RLIMIT_NOFILE, hard.</summary>
    public long? FileHardLimit { get; init; }

    /// <summary>RLIMIT_NICE: 20 less the lowest nice value the process may take.</summary>
    public long? NiceLimit { get; init; }

    /// <summary>Descriptors this process has open.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>CapEff.</summary>
    public LinuxCapabilities Capabilities { get; init; }

    /// <summary>The effective user id.</summary>
    public uint UserId { get; init; }

    /// <summary>Seccomp of /proc/self/status: 0 off, 1 strict, 2 a filter.</summary>
    public int? Seccomp { get; init; }

    /// <summary>CPUs that are online.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>The process may do what perf events ask CAP_PERFMON for; before Linux 5.8 that was CAP_SYS_ADMIN, which still does.</summary>
    public bool IsPerfmonCapable => (Capabilities & (LinuxCapabilities.CAP_PERFMON | LinuxCapabilities.CAP_SYS_ADMIN)) != 0;

    /// <summary>All capabilities are asked for by name.</summary>
    public bool Has(LinuxCapabilities capability) => (Capabilities & capability) == capability;

    /// <summary>The settings of this process on this machine.</summary>
    public static EnvironmentSettings Read() =>
        OperatingSystem.IsLinux()
            ? new EnvironmentSettingsReader("/proc").Read() with { UserId = GetEuid.Invoke() }
            : new() { IsLinux = false };
}
