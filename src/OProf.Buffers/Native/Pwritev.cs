using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>pwritev(2): writes several pieces of memory, one after the other, at a place in a file.</summary>
internal static unsafe partial class Pwritev
{
    /// <summary>Most pieces of one call (IOV_MAX of linux/uio.h).</summary>
    public const int MaxPieces = 1024;

    /// <summary>Writes. Returns the bytes written, which may be fewer, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    public static partial nint Invoke(int fd, IoVector* pieces, int count, nint offset);
}
