namespace OProf.Buffers.Mmap;

/// <summary>
/// Where the fields of the metadata page lie: struct perf_event_mmap_page of linux/perf_event.h, the first page of every
/// mapping, little- or big-endian as the machine is.
/// </summary>
public static class PerfMmapPage
{
    /// <summary>u32 version of the structure; the kernel's is 0.</summary>
    public const int Version = 0;

    /// <summary>u32 lowest version that it is compatible with.</summary>
    public const int CompatVersion = 4;

    /// <summary>u32 sequence lock around index, offset and times.</summary>
    public const int Lock = 8;

    /// <summary>u32 number of the hardware counter, plus one; 0 for none.</summary>
    public const int Index = 12;

    /// <summary>s64 to add to the hardware counter's value; the count itself where there is no counter.</summary>
    public const int Offset = 16;

    /// <summary>u64 nanoseconds for which the event was switched on.</summary>
    public const int TimeEnabled = 24;

    /// <summary>u64 nanoseconds for which the event counted.</summary>
    public const int TimeRunning = 32;

    /// <summary>u64 of bits; bit 1 says that bit 0 means nothing.</summary>
    public const int Capabilities = 40;

    /// <summary>u16 shift, u32 multiplier and u64 offset that make nanoseconds of the processor's cycle counter.</summary>
    public const int TimeShift = 50;

    /// <inheritdoc cref="TimeShift"/>
    public const int TimeMult = 52;

    /// <inheritdoc cref="TimeShift"/>
    public const int TimeOffset = 56;

    /// <summary>u64 nanoseconds of the clock's time when the cycle counter was zero.</summary>
    public const int TimeZero = 64;

    /// <summary>u32 bytes of the structure up to its reserved part.</summary>
    public const int Size = 72;

    /// <summary>u64 bytes ever written; grows for ever and is taken modulo the data's size.</summary>
    public const int DataHead = 1024;

    /// <summary>u64 bytes that the reader has taken; written by the reader.</summary>
    public const int DataTail = 1032;

    /// <summary>u64 where the data begins in the mapping.</summary>
    public const int DataOffset = 1040;

    /// <summary>u64 bytes of data.</summary>
    public const int DataSize = 1048;

    /// <summary>The value of <see cref="Size"/>: where the reserved part begins.</summary>
    public const uint SizeOfFields = 96;

    /// <summary>The capability bit cap_bit0_is_deprecated.</summary>
    public const ulong CapBit0IsDeprecated = 2;
}
