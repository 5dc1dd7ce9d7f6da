using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <content>The reader's side of single records.</content>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch>
{
    // Position of the next record, end of those that may be read, records taken of this sub-buffer, and records of a
    // sub-buffer that was copied out of a ring that overwrites.
    private long _read;
    private long _limit;
    private long _takenHere;
    private long _held;

    /// <inheritdoc/>
    public long Entries
    {
        get
        {
            long entries = Volatile.Read(ref _held) - Volatile.Read(ref _takenHere);
            for (long start = Volatile.Read(ref _control->Consumed); start < Volatile.Read(ref _control->Reserved); start += _subBufferSize)
            {
                // The count is read before the seal: it is set to 0 after it.
                var subBuffer = SubBufferAt(start);
                long committed = Volatile.Read(ref subBuffer->Commit) >> 32;
                if (Volatile.Read(ref subBuffer->Sealed) == start + _subBufferSize)
                    entries += subBuffer->Records;
                else if (!TMode.Overwrites)
                    entries += committed;
            }

            return entries;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The records are not framed, or a sub-buffer is held.</exception>
    /// <exception cref="InvalidDataException">The ring's memory was changed by something else.</exception>
    public bool TryConsume(out RingRecord record)
    {
        if (!TFraming.IsFramed)
            throw new InvalidOperationException("Records that are not framed are read by whole sub-buffers.");
        if (_holds)
            throw new InvalidOperationException("A sub-buffer is held; it has to be released before records are taken.");
        while (_read < _limit || MoveOn())
        {
            if (Parse(out record))
            {
                Volatile.Write(ref _takenHere, _takenHere + 1);
                Volatile.Write(ref _control->Taken, _control->Taken + 1);
                return true;
            }
        }

        record = default;
        return false;
    }

    /// <summary>Finds what more may be read; gives back the sub-buffer that was read to its end.</summary>
    private bool MoveOn()
    {
        if (TMode.Overwrites)
        {
            _takenHere = _held = 0;
            if (!TryCopyOldest())
                return false;
            _read = _subBuffer.Position + _headerSize;
            _limit = _subBuffer.Position + _subBuffer.Used;
            return true;
        }

        while (true)
        {
            long start = Volatile.Read(ref _control->Consumed);
            _read = Math.Max(_read, start + _headerSize);
            if (!TryDescribe(start, out _subBuffer))
            {
                _limit = Committed(start);
                return _read < _limit;
            }

            _limit = start + _subBuffer.Used;
            if (_read < _limit)
                return true;
            _takenHere = 0;
            _limit = _read = start + _subBufferSize;
            Volatile.Write(ref _control->Consumed, start + _subBufferSize);
        }
    }

    /// <summary>Position up to which all of a sub-buffer that is being filled is committed.</summary>
    private long Committed(long start)
    {
        // The sum of what is committed says where that ends only if nothing else is reserved: one writer commits in order,
        // and of several, none has a record open when the sum is all that was reserved, before it was read and after.
        var subBuffer = SubBufferAt(start);
        long reserved = Volatile.Read(ref _control->Reserved);
        uint committed = (uint)Volatile.Read(ref subBuffer->Commit);

        // Full: with padding, and to be delivered at any moment.
        if (committed == (uint)_subBufferSize)
            return start;
        if (TWriters.IsSingle)
            return start + committed;
        return reserved == start + committed && Volatile.Read(ref _control->Reserved) == reserved ? reserved : start;
    }

    private bool Parse(out RingRecord record)
    {
        ulong header = Unsafe.ReadUnaligned<ulong>(AddressOf(_read, out _));
        int length = (int)((uint)header >> 2);
        int total = Total(length);
        uint state = (uint)header & LengthFraming.StateMask;
        if (length > MaxLength || total > _limit - _read || header != LengthFraming.Header(_read, length, state) || state < LengthFraming.Committed)
        {
            long at = _read;
            _read = _limit;
            throw new InvalidDataException($"At position {at} of the ring: {header:X16} is no header of a committed record.");
        }

        ulong time = TClock.Size != 0 ? Unsafe.ReadUnaligned<ulong>(AddressOf(_read + TFraming.HeaderSize, out _)) : 0;
        record = state == LengthFraming.Committed ? new RingRecord(Contiguous(_read + FramingSize, length), time) : default;
        _read += total;
        return state == LengthFraming.Committed;
    }

    private ReadOnlySpan<byte> Contiguous(long position, int length)
    {
        if (length == 0)
            return default;
        byte* address = AddressOf(position, out long contiguous);
        if (contiguous >= length)
            return new ReadOnlySpan<byte>(address, length);

        // Across pages.
        var record = new SubBuffer(position, length, 1, 0, 0, 0);
        CopyOut(record, Copy);
        return Copy.AsSpan(0, length);
    }

    private byte* AddressOf(long position, out long contiguous)
    {
        if (!TMode.Overwrites)
            return _storage.ForRead(position & (_size - 1), out contiguous);
        contiguous = _subBufferSize;
        return (byte*)Unsafe.AsPointer(ref _copy![0]) + (position - _subBuffer.Position);
    }
}
