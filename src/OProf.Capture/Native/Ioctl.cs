using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>ioctl(2).</summary>
internal static unsafe partial class Ioctl
{
    /// <summary>A request with a number as argument. Returns -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static int Invoke(int fd, ulong request, nuint argument) => Call(fd, (nuint)request, argument);

    /// <summary>A request which reads or writes the 64-bit number at <paramref name="argument"/>.</summary>
    public static int Invoke(int fd, ulong request, ref ulong argument)
    {
        fixed (ulong* address = &argument)
            return Call(fd, (nuint)request, (nuint)address);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Call(int fd, nuint request, nuint argument);
}
