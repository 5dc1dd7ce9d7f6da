using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Buffers.Mmap;

/// <summary>
/// The two records of the first output ABI under today's header. <i>Simple</i> is a PERF_RECORD_SAMPLE of
/// PERF_SAMPLE_IP: the instruction pointer. <i>Group</i> is one of PERF_SAMPLE_READ with PERF_FORMAT_GROUP and
/// PERF_FORMAT_ID: a count, then value and event id of each member. They differ by their size.
/// </summary>
public static class PerfSampleRecords
{
    private const int SimpleSize = PerfRecordHeader.Length + sizeof(ulong);

    /// <summary>Most members of a group record.</summary>
    public static readonly int MaxMembers = (PerfRecordHeader.MaxRecordSize - SimpleSize) / Unsafe.SizeOf<PerfGroupMember>();

    /// <summary>Writes a simple record.</summary>
    /// <param name="writer">The ring.</param>
    /// <param name="instructionPointer">The address.</param>
    public static RingWriteResult TryWriteSimple(this PerfRingWriter writer, ulong instructionPointer)
    {
        Span<byte> body = stackalloc byte[sizeof(ulong)];
        MemoryMarshal.Write(body, in instructionPointer);
        return writer.TryWrite(PerfRecordHeader.Sample, 0, body);
    }

    /// <summary>Writes one record with the values of a whole group, so that no other record comes between them.</summary>
    /// <param name="writer">The ring.</param>
    /// <param name="members">The members; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static RingWriteResult TryWriteGroup(this PerfRingWriter writer, ReadOnlySpan<PerfGroupMember> members)
    {
        if (members.IsEmpty)
            throw new ArgumentException("A group has at least one member.", nameof(members));
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        ulong number = (ulong)members.Length;
        MemoryMarshal.Write(count, in number);
        return writer.TryWrite(PerfRecordHeader.Sample, 0, count, MemoryMarshal.AsBytes(members));
    }

    /// <summary>Reads a simple record.</summary>
    /// <param name="record">A record, header included.</param>
    /// <param name="instructionPointer">The address.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadSimple(ReadOnlySpan<byte> record, out ulong instructionPointer)
    {
        bool isSimple = record.Length == SimpleSize && PerfRecordHeader.Of(record).Type == PerfRecordHeader.Sample;
        instructionPointer = isSimple ? MemoryMarshal.Read<ulong>(record[PerfRecordHeader.Length..]) : 0;
        return isSimple;
    }

    /// <summary>Reads a group record where it lies.</summary>
    /// <param name="record">A record, header included.</param>
    /// <param name="members">The members; valid for as long as the record is.</param>
    /// <returns>Whether it is one, with as many members as it says.</returns>
    public static bool TryReadGroup(ReadOnlySpan<byte> record, out ReadOnlySpan<PerfGroupMember> members)
    {
        members = default;
        if (record.Length <= SimpleSize || PerfRecordHeader.Of(record).Type != PerfRecordHeader.Sample)
            return false;
        ulong count = MemoryMarshal.Read<ulong>(record[PerfRecordHeader.Length..]);
        var bytes = record[SimpleSize..];
        if (count != (ulong)bytes.Length / (ulong)Unsafe.SizeOf<PerfGroupMember>() || bytes.Length % Unsafe.SizeOf<PerfGroupMember>() != 0)
            return false;
        members = MemoryMarshal.Cast<byte, PerfGroupMember>(bytes);
        return true;
    }
}
