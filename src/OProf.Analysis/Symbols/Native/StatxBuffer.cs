using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>struct statx of linux/stat.h: 256 bytes, the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    /// <summary>stx_uid: the owner.</summary>
    [FieldOffset(20)]
    internal uint Uid;

    /// <summary>stx_mode: type and permissions.</summary>
    [FieldOffset(28)]
    internal ushort Mode;

    /// <summary>stx_ino.</summary>
    [FieldOffset(32)]
    internal ulong Inode;

    /// <summary>stx_size in bytes.</summary>
    [FieldOffset(40)]
    internal ulong Size;

    /// <summary>stx_dev_major: of the device that holds the file.</summary>
    [FieldOffset(136)]
    internal uint DeviceMajor;

    /// <summary>stx_dev_minor: of the device that holds the file.</summary>
    [FieldOffset(140)]
    internal uint DeviceMinor;
}
