using System.Buffers.Binary;

namespace OProf.Analysis.Symbols.Elf;

/// <summary>Reads the fields of one ELF structure in the file's byte order and class. Bounds are the span's.</summary>
/// <param name="bytes">The structure.</param>
/// <param name="is64">Whether the file is of ELFCLASS64.</param>
/// <param name="littleEndian">Whether the file is of ELFDATA2LSB.</param>
internal readonly ref struct ElfFields(ReadOnlySpan<byte> bytes, bool is64, bool littleEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal byte U8(int at32, int at64) => _bytes[is64 ? at64 : at32];

    internal ushort U16(int at32, int at64)
    {
        var field = _bytes[(is64 ? at64 : at32)..];
        return littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16BigEndian(field);
    }

    internal uint U32(int at32, int at64)
    {
        var field = _bytes[(is64 ? at64 : at32)..];
        return littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
    }

    /// <summary>A field of the class's own width: 4 bytes or 8.</summary>
    internal ulong Word(int at32, int at64)
    {
        if (!is64)
            return U32(at32, at64);
        var field = _bytes[at64..];
        return littleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(field) : BinaryPrimitives.ReadUInt64BigEndian(field);
    }
}
