namespace OProf.Capture.Environments;

/// <summary>The capabilities of Linux that decide on a capture (linux/capability.h), as bits of CapEff in /proc/self/status.</summary>
[Flags]
internal enum LinuxCapabilities : ulong
{
    None = 0,
    CAP_IPC_LOCK = 1UL << 14,
    CAP_SYS_PTRACE = 1UL << 19,
    CAP_SYS_ADMIN = 1UL << 21,
    CAP_SYS_NICE = 1UL << 23,
    CAP_SYS_RESOURCE = 1UL << 24,
    CAP_SYSLOG = 1UL << 34,
    CAP_PERFMON = 1UL << 38,
}
