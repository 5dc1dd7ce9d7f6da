using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>kill(2).</summary>
internal static partial class Kill
{
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Invoke(int pid, int signal);
}
