using System.Runtime.InteropServices;

namespace OProf.Buffers.Mmap;

/// <summary>struct perf_event_header of linux/perf_event.h: what each record begins with.</summary>
/// <param name="Type">What the record is.</param>
/// <param name="Misc">Bits whose meaning depends on the type.</param>
/// <param name="Size">Bytes of the record, this header included; a multiple of eight.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PerfRecordHeader(uint Type, ushort Misc, ushort Size)
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 8;

    /// <summary>Bytes of the largest record that a header can tell of.</summary>
    public const int MaxRecordSize = 65528;

    /// <summary>PERF_RECORD_LOST: u64 id, u64 number of records that were dropped before this one.</summary>
    public const uint Lost = 2;

    /// <summary>PERF_RECORD_SAMPLE.</summary>
    public const uint Sample = 9;

    /// <summary>First type that the kernel does not use (PERF_RECORD_USER_TYPE_START of perf).</summary>
    public const uint FirstUserType = 64;

    /// <summary>The header of a record.</summary>
    /// <param name="record">The record, at least eight bytes of it.</param>
    public static PerfRecordHeader Of(ReadOnlySpan<byte> record) => MemoryMarshal.Read<PerfRecordHeader>(record);
}
