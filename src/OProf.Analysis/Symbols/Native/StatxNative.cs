using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>statx(2): what a file is, before it is opened for reading.</summary>
internal static partial class StatxNative
{
    /// <summary>Operate on the descriptor itself where the path is empty (AT_EMPTY_PATH, linux/fcntl.h).</summary>
    internal const int AT_EMPTY_PATH = 0x1000;

    /// <summary>The fields that stat(2) gives (STATX_BASIC_STATS, linux/stat.h).</summary>
    internal const uint STATX_BASIC_STATS = 0x7ff;

    /// <summary>Mask of the file type in a mode (S_IFMT).</summary>
    internal const ushort S_IFMT = 0xF000;

    /// <summary>A regular file (S_IFREG).</summary>
    internal const ushort S_IFREG = 0x8000;

    /// <summary>A folder (S_IFDIR).</summary>
    internal const ushort S_IFDIR = 0x4000;

    /// <summary>Calls statx; -1 with errno on an error.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);
}
