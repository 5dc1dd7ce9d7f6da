using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>Writes integers bit by bit, as CTF 1.8.3, section 4.1.5 says it: the plainest way, to compare the reader with.</summary>
internal sealed class BitWriter(bool isBigEndian)
{
    private readonly List<byte> _bytes = [];

    internal bool IsBigEndian { get; } = isBigEndian;

    internal long Position { get; private set; }

    internal void Align(int alignment)
    {
        while (Position % alignment != 0)
            Bit(0, IsBigEndian);
    }

    internal void Integer(ulong value, int size, bool? bigEndian = null)
    {
        bool isBig = bigEndian ?? IsBigEndian;
        for (int i = 0; i < size; i++)
            Bit((int)(value >> (isBig ? size - 1 - i : i)) & 1, isBig);
    }

    internal void Integer(ulong value, int size, int alignment, bool? bigEndian = null)
    {
        Align(alignment);

        // Whole bytes in another order than the trace's: the bits within a byte stay as they are.
        Integer(value, size, bigEndian);
    }

    internal void Bytes(ReadOnlySpan<byte> bytes)
    {
        Align(8);
        foreach (byte b in bytes)
            Integer(b, 8);
    }

    internal void Text(string text)
    {
        Bytes(Encoding.UTF8.GetBytes(text));
        Integer(0, 8);
    }

    /// <summary>Writes 64 bits over those at a byte.</summary>
    internal void Patch(int offset, ulong value)
    {
        byte[] bytes = new byte[8];
        if (IsBigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        for (int i = 0; i < 8; i++)
            _bytes[offset + i] = bytes[i];
    }

    internal byte[] ToArray() => [.. _bytes];

    private void Bit(int bit, bool isBig)
    {
        int at = (int)(Position % 8);
        if (at == 0)
            _bytes.Add(0);
        _bytes[^1] |= (byte)(bit << (isBig ? 7 - at : at));
        Position++;
    }
}
