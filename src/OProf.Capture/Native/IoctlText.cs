using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>ioctl(2) with a text as argument.</summary>
internal static partial class IoctlText
{
    /// <summary>Gives a text, which the kernel copies. Returns -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static int Invoke(int fd, ulong request, string text) => Call(fd, (nuint)request, text);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Call(int fd, nuint request, string text);
}
