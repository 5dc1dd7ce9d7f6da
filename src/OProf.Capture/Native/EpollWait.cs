using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>epoll_wait(2).</summary>
internal static unsafe partial class EpollWait
{
    /// <summary>The most events one call takes; what is ready beyond them comes with the next call.</summary>
    public const int MaximumEvents = 64;

    /// <summary>Waits until a descriptor is ready.</summary>
    /// <param name="epollFd">From <see cref="EpollCreate1"/>.</param>
    /// <param name="events">Receives what is ready; must not be empty, only the first <see cref="MaximumEvents"/> places are used.</param>
    /// <param name="timeoutMilliseconds">-1 waits without end, 0 does not wait.</param>
    /// <returns>How many are ready, 0 when the time passed, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/> (EINTR is one).</returns>
    public static int Invoke(int epollFd, Span<EpollEvent> events, int timeoutMilliseconds)
    {
        var capacity = Math.Min(events.Length, MaximumEvents);
        Span<byte> native = stackalloc byte[MaximumEvents * 16];
        int ready;
        fixed (byte* address = native)
            ready = Call(epollFd, address, capacity, timeoutMilliseconds);
        for (var i = 0; i < ready; i++)
            events[i] = EpollEvent.ReadFrom(native[(i * EpollEvent.NativeSize)..]);
        return ready;
    }

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Call(int epollFd, byte* events, int capacity, int timeoutMilliseconds);
}
