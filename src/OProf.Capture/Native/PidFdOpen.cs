using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>pidfd_open(2): a process as a descriptor, readable when it has ended. Linux 5.3; by syscall(2), as glibc has it since 2.36 only.</summary>
internal static partial class PidFdOpen
{
    /// <summary>Whether this kernel has it, and nothing (a container's filter of system calls) forbids it.</summary>
    public static readonly bool IsSupported = Probe();

    // The same on every architecture, as all calls since 5.1 (asm-generic/unistd.h).
    private const int SYS_pidfd_open = 434;

    /// <summary>Opens a process; a descriptor that does not stay open across an exec, or -1 and errno.</summary>
    public static int Invoke(int pid) => (int)Syscall(SYS_pidfd_open, pid, 0);

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        int fd = Invoke(Environment.ProcessId);
        if (fd >= 0)
            _ = Close.Invoke(fd);
        return fd >= 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint pid, nuint flags);
}
