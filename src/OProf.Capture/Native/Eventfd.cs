using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>eventfd(2).</summary>
internal static partial class Eventfd
{
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    /// <summary>A new eventfd, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int Invoke(uint initialValue, int flags);
}
