using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>epoll_create1(2).</summary>
internal static partial class EpollCreate1
{
    public const int EPOLL_CLOEXEC = 0x80000;

    /// <summary>A new epoll descriptor, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int Invoke(int flags);
}
