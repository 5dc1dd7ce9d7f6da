using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>mmap(2) with the constants of asm-generic/mman-common.h, which are the same on every architecture .NET runs on.</summary>
internal static partial class MapFile
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;

    /// <summary>Memory of its own, with the descriptor -1.</summary>
    public const int MAP_ANONYMOUS = 0x20;

    /// <summary>Reads the pages in beforehand, so that the first lap of a writer waits for none.</summary>
    public const int MAP_POPULATE = 0x8000;

    /// <summary>What a failed call returns.</summary>
    public static readonly nint MAP_FAILED = -1;

    /// <summary>Maps <paramref name="length"/> bytes of <paramref name="fd"/>.</summary>
    /// <returns>The address, or <see cref="MAP_FAILED"/> with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static nint Invoke(nuint length, int protection, int flags, int fd) => Call(0, length, protection, flags, fd, 0);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Call(nint address, nuint length, int protection, int flags, int fd, nint offset);
}
