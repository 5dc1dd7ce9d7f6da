using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>struct statx of linux/stat.h, the members that are used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    /// <summary>Owner's user id.</summary>
    [FieldOffset(20)]
    public uint Uid;

    /// <summary>Type and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    /// <summary>Length in bytes.</summary>
    [FieldOffset(40)]
    public ulong Size;
}
