using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>wait4(2): waitpid with what the child and the children that it waited for have used.</summary>
internal static partial class Wait4
{
    /// <summary>Waits for a child and reaps it; its pid, or -1 and errno.</summary>
    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int Invoke(int pid, out int status, int options, out Rusage usage);
}
