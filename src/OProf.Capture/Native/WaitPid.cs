using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>waitpid(2), and the fields of the status that it gives.</summary>
internal static partial class WaitPid
{
    /// <summary>Waits for a child and reaps it; its pid, or -1 and errno.</summary>
    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Invoke(int pid, out int status, int options);

    /// <summary>WTERMSIG: the signal that ended the child; 0 where it exited by itself.</summary>
    public static int TerminatingSignal(int status) => status & 0x7F;

    /// <summary>WEXITSTATUS.</summary>
    public static int ExitStatus(int status) => (status >> 8) & 0xFF;

    /// <summary>WCOREDUMP.</summary>
    public static bool DumpedCore(int status) => (status & 0x80) != 0;
}
