using System.Text;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Makes one message of protocol buffers: fields that are numbers, text, packed numbers, or messages.</summary>
/// <remarks>
/// Wire format: https://protobuf.dev/programming-guides/encoding/. pprof needs two of its wire types, so this is all there is;
/// the library for it would bring generated code for a dozen fields. A number of 0 and an empty text are left out, which
/// means the same.
/// </remarks>
internal sealed class ProtoMessage
{
    private const int VarintType = 0;
    private const int BytesType = 2;

    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>The message.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    internal ProtoMessage Clear()
    {
        _length = 0;
        return this;
    }

    /// <summary>Adds a field that is a number.</summary>
    internal ProtoMessage Number(int field, ulong value)
    {
        if (value == 0)
            return this;
        Varint((ulong)(field << 3) | VarintType);
        return Varint(value);
    }

    /// <summary>Adds a field that is a number.</summary>
    internal ProtoMessage Number(int field, long value) => Number(field, (ulong)value);

    /// <summary>Adds a field that is a message or packed numbers.</summary>
    internal ProtoMessage Message(int field, ProtoMessage value)
    {
        Varint((ulong)(field << 3) | BytesType);
        Varint((ulong)value._length);
        value.Bytes.CopyTo(Room(value._length));
        return this;
    }

    /// <summary>Adds a field that is text; an empty one too, as an element of a list.</summary>
    internal ProtoMessage Text(int field, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)(field << 3) | BytesType);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(value, Room(length));
        return this;
    }

    /// <summary>Adds a number without a field: an element of packed ones.</summary>
    internal ProtoMessage Varint(ulong value)
    {
        var room = Room(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
            room[at++] = (byte)(value | 0x80);
        room[at++] = (byte)value;
        _length -= room.Length - at;
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
