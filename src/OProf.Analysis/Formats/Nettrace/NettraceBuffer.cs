using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>Puts together what a block of a trace consists of; all numbers are little-endian.</summary>
internal sealed class NettraceBuffer
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>What was put in.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    internal NettraceBuffer Clear()
    {
        _length = 0;
        return this;
    }

    internal NettraceBuffer Byte(int value)
    {
        Room(1)[0] = (byte)value;
        return this;
    }

    internal NettraceBuffer Int16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Room(2), (ushort)value);
        return this;
    }

    internal NettraceBuffer Int32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
        return this;
    }

    internal NettraceBuffer Int64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);
        return this;
    }

    /// <summary>A number in groups of seven bits, the lowest first.</summary>
    internal NettraceBuffer Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((int)(value & 0x7F) | 0x80);
        return Byte((int)value);
    }

    /// <summary>Text as the format's own parts have it.</summary>
    internal NettraceBuffer Text(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, Room(length));
        return this;
    }

    /// <summary>Text as the payloads of the universal providers have it: 64 KiB at most; what is longer is cut.</summary>
    internal NettraceBuffer ShortText(string text)
    {
        var rest = text.AsSpan();
        while (Encoding.UTF8.GetByteCount(rest) > ushort.MaxValue)
            rest = rest[..(rest.Length - Math.Max(1, (Encoding.UTF8.GetByteCount(rest) - ushort.MaxValue) / 4))];
        int length = Encoding.UTF8.GetByteCount(rest);
        Int16(length);
        Encoding.UTF8.GetBytes(rest, Room(length));
        return this;
    }

    internal NettraceBuffer Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
