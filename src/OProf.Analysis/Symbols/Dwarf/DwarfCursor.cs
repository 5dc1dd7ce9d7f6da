using System.Buffers.Binary;
using System.Text;
using OProf.Analysis.Symbols.Elf;

namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Reads the values of a DWARF section one after the other, within bounds.</summary>
internal ref struct DwarfCursor
{
    private readonly ElfFile _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _section;

    /// <summary>Begins at the start of a section.</summary>
    internal DwarfCursor(ElfFile file, ReadOnlySpan<byte> bytes, string section)
    {
        _file = file;
        _bytes = bytes;
        _section = section;
        End = bytes.Length;
    }

    /// <summary>Where the next value begins in the section.</summary>
    internal int At { get; private set; }

    /// <summary>Where reading ends.</summary>
    internal int End { get; private set; }

    internal readonly bool IsAtEnd => At >= End;

    /// <summary>A cursor for the next bytes alone, which this one skips.</summary>
    internal DwarfCursor Take(ulong length, string what)
    {
        Check(length, what);
        var part = this;
        part.End = At + (int)length;
        At = part.End;
        return part;
    }

    internal void Skip(ulong length, string what)
    {
        Check(length, what);
        At += (int)length;
    }

    internal byte U8(string what)
    {
        Check(1, what);
        return _bytes[At++];
    }

    internal ushort U16(string what)
    {
        Check(2, what);
        var field = _bytes[At..];
        At += 2;
        return _file.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16BigEndian(field);
    }

    internal uint U32(string what)
    {
        Check(4, what);
        var field = _bytes[At..];
        At += 4;
        return _file.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
    }

    internal ulong U64(string what)
    {
        Check(8, what);
        var field = _bytes[At..];
        At += 8;
        return _file.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(field) : BinaryPrimitives.ReadUInt64BigEndian(field);
    }

    /// <summary>An offset or length, of 8 bytes in 64-bit DWARF (section 7.4).</summary>
    internal ulong Offset(bool is64, string what) => is64 ? U64(what) : U32(what);

    /// <summary>An unsigned LEB128 number (section 7.6); bits above 64 are dropped.</summary>
    internal ulong Unsigned(string what)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = U8(what);
            if (shift < 64)
                value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    /// <summary>A signed LEB128 number.</summary>
    internal long Signed(string what)
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            byte part = U8(what);
            if (shift < 64)
                value |= (long)(part & 0x7F) << shift;
            shift += 7;
            if (part >= 0x80)
                continue;
            return shift < 64 && (part & 0x40) != 0 ? value | (-1L << shift) : value;
        }
    }

    /// <summary>A string up to its zero.</summary>
    internal string String(string what)
    {
        int length = _bytes[At..End].IndexOf((byte)0);
        if (length < 0)
            throw Wrong(At, $"{what} that ends with a zero", $"{End - At} bytes without one");
        string text = Encoding.UTF8.GetString(_bytes.Slice(At, length));
        At += length + 1;
        return text;
    }

    internal readonly ElfFormatException Wrong(int at, string expected, string found) =>
        _file.Wrong((ulong)at, $"{expected} in {_section}", found);

    private readonly void Check(ulong length, string what)
    {
        if (length > (ulong)(End - At))
            throw Wrong(At, $"{length} bytes of {what}", $"{End - At} bytes");
    }
}
