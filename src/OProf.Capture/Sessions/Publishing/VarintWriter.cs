namespace OProf.Capture.Sessions.Publishing;

/// <summary>Writes numbers of a variable length (LEB128: seven bits a byte, the lowest first) and bytes behind each other.</summary>
internal struct VarintWriter
{
    private readonly byte[] _bytes;

    /// <summary>Writes into an array; whoever writes sees to the room.</summary>
    /// <param name="bytes">The array.</param>
    /// <param name="length">Bytes that were written before.</param>
    public VarintWriter(byte[] bytes, int length = 0)
    {
        _bytes = bytes;
        Length = length;
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>A number; ten bytes at most.</summary>
    public void Unsigned(ulong value)
    {
        int at = Length;
        for (; value >= 0x80; value >>= 7)
            _bytes[at++] = (byte)(value | 0x80);
        _bytes[at++] = (byte)value;
        Length = at;
    }

    /// <summary>A number that may be negative: its sign is in the lowest bit.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Bytes, after their number.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Begins again.</summary>
    public void Clear() => Length = 0;
}
