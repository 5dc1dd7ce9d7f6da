namespace OProf.Capture.Sessions.Publishing;

/// <summary>Reads what a <see cref="VarintWriter"/> wrote, and trusts none of it.</summary>
internal ref struct VarintReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads some bytes.</summary>
    public VarintReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>A number.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
                break;
            byte b = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw new InvalidDataException("A definition ends within a number, or has one that is too long.");
    }

    /// <summary>A number that may be negative.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number that has to fit into 32 bits.</summary>
    /// <exception cref="InvalidDataException">There is none, or it does not.</exception>
    public int Int32()
    {
        long value = Signed();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new InvalidDataException($"A definition has the number {value}, which is none of 32 bits.");
    }

    /// <summary>An index or a count.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is too great.</exception>
    public int Index()
    {
        ulong value = Unsigned();
        return value <= int.MaxValue
            ? (int)value
            : throw new InvalidDataException($"A definition has the number {value}; {int.MaxValue} is the most.");
    }

    /// <summary>Bytes, after their number.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public ReadOnlySpan<byte> Bytes()
    {
        int length = Index();
        if (length > _rest.Length)
            throw new InvalidDataException($"A definition says that {length} bytes follow; there are {_rest.Length}.");
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
