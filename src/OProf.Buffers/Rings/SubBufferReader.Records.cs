using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <content>Single records.</content>
internal sealed unsafe partial class SubBufferReader<TStorage, TMode, TClock, TFraming>
{
    // Position of the next record, end of those that may be read, records taken of this sub-buffer, and records of a
    // sub-buffer that was copied out of a ring that overwrites.
    private long _read;
    private long _limit;
    private long _takenHere;
    private long _held;

    /// <inheritdoc cref="IRecordRing.Entries"/>
    public long Entries => _table.Committed<TMode>() + Volatile.Read(ref _held) - Volatile.Read(ref _takenHere);

    /// <inheritdoc cref="IRecordRing.TryConsume"/>
    public bool TryConsume<TOpen>(TOpen open, out RingRecord record)
        where TOpen : struct, IOpenSubBuffer
    {
        if (!TFraming.IsFramed)
            throw new InvalidOperationException("Records that are not framed are read by whole sub-buffers.");
        if (_holds)
            throw new InvalidOperationException("A sub-buffer is held; it has to be released before records are taken.");
        while (_read < _limit || MoveOn(open))
        {
            uint state = Parse(out record);
            if (state == LengthFraming.Reserved)
                return false;
            if (state != LengthFraming.Committed)
                continue;
            Volatile.Write(ref _takenHere, _takenHere + 1);
            Volatile.Write(ref _table.Control->Taken, _table.Control->Taken + 1);
            return true;
        }

        record = default;
        return false;
    }

    /// <summary>Finds what more may be read; gives back the sub-buffer that was read to its end.</summary>
    private bool MoveOn<TOpen>(TOpen open)
        where TOpen : struct, IOpenSubBuffer
    {
        if (TMode.Overwrites)
        {
            Volatile.Write(ref _held, 0);
            Volatile.Write(ref _takenHere, 0);
            if (!TryCopyOldest())
                return false;
            _read = _subBuffer.Position + _table.HeaderSize;
            _limit = _subBuffer.Position + _subBuffer.Used;
            return _read < _limit || MoveOn(open);
        }

        while (true)
        {
            long start = Volatile.Read(ref _table.Control->Consumed);
            _read = Math.Max(_read, start + _table.HeaderSize);
            if (!_table.TryDescribe(start, out _subBuffer))
            {
                _limit = open.ReadableEnd(_table, start);
                return _read < _limit;
            }

            _limit = start + _subBuffer.Used;
            if (_read < _limit)
                return true;
            Volatile.Write(ref _takenHere, 0);
            _limit = _read = start + _table.SubBufferSize;
            Volatile.Write(ref _table.Control->Consumed, start + _table.SubBufferSize);
        }
    }

    /// <summary>Reads the record at the position reached, and goes behind it unless it is still open.</summary>
    /// <returns>Its state.</returns>
    /// <exception cref="InvalidDataException">The ring's memory was changed by something else.</exception>
    private uint Parse(out RingRecord record)
    {
        int framing = FramedLayout<TClock, TFraming>.HeaderSize;
        ulong header = Unsafe.ReadUnaligned<ulong>(AddressOf(_read, out _));
        int length = (int)((uint)header >> 2);
        int total = FramedLayout<TClock, TFraming>.Total(length);
        uint state = (uint)header & LengthFraming.StateMask;
        if (length > _table.SubBufferSize || total > _limit - _read || header != LengthFraming.Header(_read, length, state) || state == 0)
        {
            long at = _read;
            _read = _limit;
            throw new InvalidDataException($"At position {at} of the ring: {header:X16} is no header of a record.");
        }

        record = default;
        if (state == LengthFraming.Reserved)
            return state;
        if (state == LengthFraming.Committed)
        {
            ulong time = TClock.Size != 0 ? Unsafe.ReadUnaligned<ulong>(AddressOf(_read + TFraming.HeaderSize, out _)) : 0;
            record = new RingRecord(Contiguous(_read + framing, length), time);
        }

        _read += total;
        return state;
    }

    private ReadOnlySpan<byte> Contiguous(long position, int length)
    {
        if (length == 0)
            return default;
        byte* address = AddressOf(position, out long contiguous);
        if (contiguous >= length)
            return new ReadOnlySpan<byte>(address, length);

        // Across pages.
        CopyOut(position, length, _copy);
        return _copy.AsSpan(0, length);
    }

    private byte* AddressOf(long position, out long contiguous)
    {
        if (!TMode.Overwrites)
            return _storage.ForRead(position & _table.Mask, out contiguous);
        contiguous = _subBuffer.Position + _table.SubBufferSize - position;
        return (byte*)Unsafe.AsPointer(ref _copy[0]) + (position - _subBuffer.Position);
    }
}
