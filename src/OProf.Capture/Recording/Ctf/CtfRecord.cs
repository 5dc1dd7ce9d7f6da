using System.Buffers.Binary;
using System.Text;

namespace OProf.Capture.Recording.Ctf;

/// <summary>Writes the fields of an event one after the other, little-endian and without gaps.</summary>
internal ref struct CtfRecord
{
    private readonly Span<byte> _room;
    private int _length;

    /// <summary>Writes into room that is large enough.</summary>
    public CtfRecord(Span<byte> room)
    {
        _room = room;
        _length = 0;
    }

    /// <summary>Bytes written.</summary>
    public readonly int Length => _length;

    public void Byte(byte value) => _room[_length++] = value;

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_room[_length..], value);
        _length += sizeof(ushort);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_room[_length..], value);
        _length += sizeof(uint);
    }

    public void Int32(int value) => UInt32((uint)value);

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_room[_length..], value);
        _length += sizeof(ulong);
    }

    public void UInt64s(ReadOnlySpan<ulong> values)
    {
        foreach (ulong value in values)
            UInt64(value);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[_length..]);
        _length += bytes.Length;
    }

    /// <summary>A text in UTF-8 behind its length, 16 bits; cut to <see cref="MaxText"/> bytes at a whole character.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        Encoding.UTF8.GetEncoder().Convert(text, _room.Slice(_length + sizeof(ushort), Math.Min(MaxText, _room.Length - _length - sizeof(ushort))), true, out _, out int bytes, out _);
        UInt16((ushort)bytes);
        _length += bytes;
    }

    /// <summary>Most bytes of a text.</summary>
    public const int MaxText = 16 * 1024;

    /// <summary>Room that a text needs at most.</summary>
    public static int RoomFor(string text) => sizeof(ushort) + Math.Min(MaxText, Encoding.UTF8.GetMaxByteCount(text.Length));
}
