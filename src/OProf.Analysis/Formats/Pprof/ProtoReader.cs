namespace OProf.Analysis.Formats.Pprof;

/// <summary>Reads the fields of one message, in whatever order they are.</summary>
/// <param name="bytes">The message.</param>
/// <param name="offset">Where it begins in the file.</param>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes, long offset)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly long _offset = offset;
    private int _at;

    /// <summary>Number of the field.</summary>
    internal int Field { get; private set; }

    /// <summary>Whether it is a number; else it has <see cref="Bytes"/>, or is of a type that the format does not use.</summary>
    internal bool IsNumber { get; private set; }

    /// <summary>The number.</summary>
    internal ulong Number { get; private set; }

    /// <summary>Text, a message, or packed numbers.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Where <see cref="Bytes"/> begin in the file.</summary>
    internal readonly long BytesOffset => _offset + _at - Bytes.Length;

    /// <summary>Reads the next field.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="ProtoException">There is none.</exception>
    internal bool Read()
    {
        if (_at == _bytes.Length)
            return false;
        ulong tag = Varint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        IsNumber = false;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                IsNumber = true;
                Number = Varint();
                break;
            case 1:
                Skip(8);
                break;
            case 2:
                ulong length = Varint();
                if (length > (ulong)(_bytes.Length - _at))
                    throw new ProtoException(_offset + _at, $"at most the {_bytes.Length - _at} bytes that are left of the message", $"a field of {length} bytes");
                Bytes = _bytes.Slice(_at, (int)length);
                _at += (int)length;
                break;
            case 5:
                Skip(4);
                break;
            default:
                throw new ProtoException(_offset + _at, "a field of wire type 0, 1, 2 or 5", $"type {tag & 7}");
        }

        return true;
    }

    /// <summary>Reads the next of packed numbers.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="ProtoException">There is none.</exception>
    internal bool ReadPacked()
    {
        if (_at == _bytes.Length)
            return false;
        Number = Varint();
        return true;
    }

    private void Skip(int count)
    {
        if (count > _bytes.Length - _at)
            throw new ProtoException(_offset + _at, $"{count} bytes", "the end of the message");
        _at += count;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_at == _bytes.Length)
                throw new ProtoException(_offset + _at, "a number", "the end of the message");
            byte next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new ProtoException(_offset + _at, "a number of at most ten bytes", "a longer one");
    }
}
