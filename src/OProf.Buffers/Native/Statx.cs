using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>statx(2) of an open file: its structure is the same on every architecture, unlike that of fstat.</summary>
internal static unsafe partial class Statx
{
    public const ushort S_IFMT = 0xF000;
    public const ushort S_IFREG = 0x8000;

    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7FF;

    /// <summary>Looks an open file up. Returns 0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static int Invoke(int fd, out StatxBuffer buffer)
    {
        byte nothing = 0;
        fixed (StatxBuffer* into = &buffer)
            return Call(fd, &nothing, AT_EMPTY_PATH, STATX_BASIC_STATS, into);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Call(int fd, byte* path, int flags, uint mask, StatxBuffer* buffer);
}
