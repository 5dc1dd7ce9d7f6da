using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>pidfd_send_signal(2): kill(2) that never meets another process which got the same number. Linux 5.1.</summary>
internal static partial class PidFdSendSignal
{
    // The same on every architecture (asm-generic/unistd.h).
    private const int SYS_pidfd_send_signal = 424;

    /// <summary>Sends a signal; 0, or -1 and errno (ESRCH where the process has ended).</summary>
    public static int Invoke(int pidfd, int signal) => (int)Syscall(SYS_pidfd_send_signal, pidfd, signal, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint pidfd, nint signal, nint info, nuint flags);
}
