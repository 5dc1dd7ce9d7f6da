using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>
/// posix_fallocate(3): takes the blocks of a range of a file now, so that a write through a mapping later does not end the
/// process (SIGBUS) where the file system is full.
/// </summary>
internal static partial class PosixFallocate
{
    /// <returns>0, or the error's number itself: this function leaves errno alone.</returns>
    public static int Invoke(int fd, long offset, long length) => Call(fd, (nint)offset, (nint)length);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int Call(int fd, nint offset, nint length);
}
