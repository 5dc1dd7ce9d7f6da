using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>struct statx of linux/stat.h: 256 bytes, the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    /// <summary>Mask of the file type in a mode.</summary>
    public const int S_IFMT = 0xF000;

    /// <summary>A folder.</summary>
    public const int S_IFDIR = 0x4000;

    /// <summary>A regular file.</summary>
    public const int S_IFREG = 0x8000;

    /// <summary>A symbolic link.</summary>
    public const int S_IFLNK = 0xA000;

    /// <summary>stx_uid: the owner.</summary>
    [FieldOffset(20)]
    public uint Uid;

    /// <summary>stx_mode: type and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    /// <summary>stx_ino.</summary>
    [FieldOffset(32)]
    public ulong Inode;

    /// <summary>stx_size in bytes.</summary>
    [FieldOffset(40)]
    public long Size;
}
