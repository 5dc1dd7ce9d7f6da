using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>epoll_ctl(2).</summary>
internal static unsafe partial class EpollCtl
{
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;

    /// <summary>Adds, removes or changes <paramref name="fd"/>. Returns -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static int Invoke(int epollFd, int operation, int fd, EpollEvent what)
    {
        Span<byte> native = stackalloc byte[16];
        what.WriteTo(native);
        fixed (byte* address = native)
            return Call(epollFd, operation, fd, address);
    }

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Call(int epollFd, int operation, int fd, byte* what);
}
