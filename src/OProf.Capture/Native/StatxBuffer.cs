using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>struct statx of linux/stat.h, the members that are used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    /// <summary>Mask of the type in <see cref="Mode"/>.</summary>
    public const ushort S_IFMT = 0xF000;

    /// <summary>A folder.</summary>
    public const ushort S_IFDIR = 0x4000;

    /// <summary>A socket.</summary>
    public const ushort S_IFSOCK = 0xC000;

    /// <summary>Owner's user id.</summary>
    [FieldOffset(20)]
    public uint Uid;

    /// <summary>Type and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    /// <summary>Inode number.</summary>
    [FieldOffset(32)]
    public ulong Inode;
}
