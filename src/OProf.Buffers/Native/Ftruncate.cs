using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>ftruncate(2): sets a file's length in bytes.</summary>
internal static partial class Ftruncate
{
    /// <returns>0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Invoke(int fd, long length) => Call(fd, (nint)length);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Call(int fd, nint length);
}
