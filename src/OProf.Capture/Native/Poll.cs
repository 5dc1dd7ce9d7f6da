using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>poll(2) of one descriptor.</summary>
internal static unsafe partial class Poll
{
    private const short POLLIN = 1;

    /// <summary>Waits until a descriptor is readable.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="timeoutMilliseconds">-1 waits without end, 0 does not wait.</param>
    /// <returns>1 when it is, 0 when the time passed, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/> (EINTR is one).</returns>
    public static int Readable(int fd, int timeoutMilliseconds)
    {
        // struct pollfd { int fd; short events; short revents; }
        var entry = stackalloc int[2];
        entry[0] = fd;
        ((short*)entry)[2] = POLLIN;
        ((short*)entry)[3] = 0;
        return Call(entry, 1, timeoutMilliseconds);
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Call(int* entries, nuint count, int timeoutMilliseconds);
}
