using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>setpriority(2).</summary>
internal static partial class SetPriority
{
    /// <summary>The id is a thread's; 0 is the calling thread (Linux keeps nice values by thread).</summary>
    public const int PRIO_PROCESS = 0;

    /// <summary>Sets a nice value, -20 to 19. Returns -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    public static partial int Invoke(int which, uint id, int niceValue);
}
