using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>posix_fallocate(3): takes the blocks of a file now, so that a store into its mapping never finds the disk full.</summary>
internal static partial class PosixFallocate
{
    /// <summary>Takes the blocks. Returns 0 or an error number; errno is not set.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    public static partial int Invoke(int fd, nint offset, nint length);
}
