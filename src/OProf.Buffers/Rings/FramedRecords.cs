namespace OProf.Buffers.Rings;

/// <summary>Goes from record to record of a sub-buffer that was taken whole, or recovered, of records with <see cref="LengthFraming"/>.</summary>
public ref struct FramedRecords
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly long _position;
    private readonly int _timeSize;
    private int _offset;

    /// <summary>Begins with the first record.</summary>
    /// <param name="bytes">The bytes used of a sub-buffer, its header included.</param>
    /// <param name="position">Position of the sub-buffer in the ring.</param>
    /// <param name="headerSize">Bytes of the sub-buffer's header.</param>
    /// <param name="timeSize">Bytes of the time in each record's header (<see cref="IRingClock.Size"/>).</param>
    public FramedRecords(ReadOnlySpan<byte> bytes, long position, int headerSize, int timeSize)
    {
        _bytes = bytes;
        _position = position;
        _timeSize = timeSize;
        _offset = headerSize;
    }

    /// <summary>Bytes from the start of the sub-buffer that were gone through.</summary>
    public readonly int Offset => _offset;

    /// <summary>Bytes of the records gone through that were reserved and neither committed nor aborted.</summary>
    public int Uncommitted { get; private set; }

    /// <summary>The next committed record; those that were aborted or never committed are passed over.</summary>
    /// <returns>
    /// False at the end, and where the next bytes are no header of a record: <see cref="Offset"/> then is less than the
    /// bytes there are.
    /// </returns>
    public bool TryRead(out RingRecord record)
    {
        while (_bytes.Length - _offset >= LengthFraming.HeaderSize)
        {
            ulong header = BitConverter.ToUInt64(_bytes[_offset..]);
            int length = (int)((uint)header >> 2);
            uint state = (uint)header & LengthFraming.StateMask;
            long total = ((long)LengthFraming.HeaderSize + _timeSize + length + LengthFraming.Alignment - 1) & -LengthFraming.Alignment;
            if (state == 0 || header != LengthFraming.Header(_position + _offset, length, state) || total > _bytes.Length - _offset)
                break;
            var payload = _bytes.Slice(_offset + LengthFraming.HeaderSize + _timeSize, length);
            ulong time = _timeSize == 0 ? 0 : BitConverter.ToUInt64(_bytes[(_offset + LengthFraming.HeaderSize)..]);
            _offset += (int)total;
            if (state == LengthFraming.Reserved)
                Uncommitted += (int)total;
            if (state != LengthFraming.Committed)
                continue;
            record = new RingRecord(payload, time);
            return true;
        }

        record = default;
        return false;
    }
}
