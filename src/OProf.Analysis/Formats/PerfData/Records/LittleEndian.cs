using System.Buffers.Binary;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>The lowest byte first.</summary>
internal readonly struct LittleEndian : IByteOrder
{
    public static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static ulong UInt64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    public static void CopyWords(ReadOnlySpan<byte> source, Span<byte> target) => source.CopyTo(target);
}
