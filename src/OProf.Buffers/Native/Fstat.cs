using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>
/// What an open file is. By statx(2), whose structure is the same on every architecture; that of fstat(2) is not.
/// </summary>
internal static partial class Fstat
{
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7ff;

    /// <returns>0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Invoke(int fd, out FileStatus status) => Call(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, out status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Call(int fd, string path, int flags, uint mask, out FileStatus status);
}
