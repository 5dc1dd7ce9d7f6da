using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>The highest byte first.</summary>
internal readonly struct BigEndian : IByteOrder
{
    public static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    public static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    public static ulong UInt64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);

    public static void CopyWords(ReadOnlySpan<byte> source, Span<byte> target) =>
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(source), MemoryMarshal.Cast<byte, ulong>(target));
}
