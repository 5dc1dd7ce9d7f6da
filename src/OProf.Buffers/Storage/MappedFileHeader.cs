using System.Runtime.InteropServices;

namespace OProf.Buffers.Storage;

/// <summary>
/// The first page of a mapped ring: what another process has to know to read it. Written once, before the file can be
/// taken for a ring: the magic number comes last. All numbers are in the byte order of the machine.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Page)]
internal unsafe struct MappedFileHeader
{
    /// <summary>Bytes of the page.</summary>
    public const int Page = 4096;

    /// <summary><c>OProfRng</c> in a little-endian machine's memory.</summary>
    public const ulong ExpectedMagic = 0x676E5266_6F72504F;

    /// <summary>Version of the layout of this page and of the control words.</summary>
    public const uint CurrentVersion = 1;

    [FieldOffset(0)]
    public ulong Magic;

    [FieldOffset(8)]
    public uint Version;

    /// <summary>Number of the CPU whose records these are.</summary>
    [FieldOffset(12)]
    public int Cpu;

    [FieldOffset(16)]
    public long SubBufferSize;

    [FieldOffset(24)]
    public long SubBufferCount;

    /// <summary>Offset of the control words in the file.</summary>
    [FieldOffset(32)]
    public long ControlOffset;

    /// <summary>Offset of the data in the file.</summary>
    [FieldOffset(40)]
    public long DataOffset;

    /// <summary>Length of the file.</summary>
    [FieldOffset(48)]
    public long FileSize;

    /// <summary>What the records are part of, in the byte order of RFC 9562.</summary>
    [FieldOffset(56)]
    public fixed byte Uuid[16];

    /// <summary>Bytes of the header that each sub-buffer begins with; written by the ring.</summary>
    [FieldOffset(72)]
    public int SubBufferHeaderSize;

    /// <summary>Whether the oldest records are overwritten (1) or the newest refused (0); written by the ring.</summary>
    [FieldOffset(76)]
    public int Overwrites;

    /// <summary>Whether each record has a header of its own (1), or describes itself (0); written by the ring.</summary>
    [FieldOffset(80)]
    public int Framed;

    /// <summary>Bytes of a time stamp in each record's header, 0 or 8; written by the ring.</summary>
    [FieldOffset(84)]
    public int TimeSize;

    /// <summary>Whether one thread writes (1), so that a commit count is the end of the last record, or several (0); written by the ring.</summary>
    [FieldOffset(88)]
    public int SingleWriter;

    /// <summary>Where the data of a ring begin: at the page behind the control words.</summary>
    public static long DataOffsetOf(RingGeometry geometry) =>
        Page + ((RingControlSize.Of(geometry) + Page - 1) & -Page);
}
