using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>What a path is, links not followed. By statx(2), whose structure is the same on every architecture.</summary>
internal static unsafe partial class Lstat
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_BASIC_STATS = 0x7FF;

    /// <returns>0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Invoke(string path, out StatxBuffer buffer)
    {
        fixed (StatxBuffer* into = &buffer)
            return Call(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, into);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Call(int folder, string path, int flags, uint mask, StatxBuffer* buffer);
}
