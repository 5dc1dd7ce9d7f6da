
namespace OProf.Buffers.Rings;

/// <content>The reader's side of whole sub-buffers.</content>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch>
{
    // A ring that overwrites copies a sub-buffer to read it, since its room can be taken at any time; else it is read
    // where it lies, and the copy is for a record that crosses pages.
    private byte[]? _copy;
    private SubBuffer _subBuffer;
    private bool _holds;

    /// <inheritdoc/>
    public long Taken => Volatile.Read(ref _control->Taken);

    /// <summary>
    /// Takes the oldest sub-buffer, once all of it is committed. It is the reader's until <see cref="Release"/>.
    /// </summary>
    /// <returns>False where there is none that is whole.</returns>
    /// <exception cref="InvalidOperationException">One is held already, or was read in part by <see cref="TryConsume"/>.</exception>
    public bool TryTake(out SubBuffer subBuffer)
    {
        if (_holds || _read < _limit || _takenHere != 0)
            throw new InvalidOperationException("A sub-buffer is held or read in part; it has to be finished before another is taken.");
        if (TMode.Overwrites)
        {
            _holds = TryCopyOldest();
        }
        else
        {
            long start = Volatile.Read(ref _control->Consumed);
            _holds = TryDescribe(start, out _subBuffer);
        }

        subBuffer = _holds ? _subBuffer : default;
        return _holds;
    }

    /// <summary>
    /// The bytes of the sub-buffer that is held, from an offset on, as far as they are contiguous: to the end of what is
    /// used, or on a storage of pages to the end of the page. They lie in the ring itself, except where it overwrites.
    /// </summary>
    /// <param name="offset">0 to the number of bytes used.</param>
    /// <exception cref="InvalidOperationException">None is held.</exception>
    public ReadOnlySpan<byte> Bytes(int offset = 0)
    {
        if (!_holds)
            throw new InvalidOperationException("No sub-buffer is held.");
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _subBuffer.Used);
        if (offset == _subBuffer.Used)
            return default;
        if (TMode.Overwrites)
            return _copy.AsSpan(offset, _subBuffer.Used - offset);
        byte* address = _storage.ForRead((_subBuffer.Position + offset) & (_size - 1), out long contiguous);
        return new ReadOnlySpan<byte>(address, (int)Math.Min(contiguous, _subBuffer.Used - offset));
    }

    /// <summary>Gives the sub-buffer that is held back to the writers.</summary>
    /// <exception cref="InvalidOperationException">None is held.</exception>
    public void Release()
    {
        if (!_holds)
            throw new InvalidOperationException("No sub-buffer is held.");
        _holds = false;
        Volatile.Write(ref _control->Taken, _control->Taken + _subBuffer.Records);
        if (!TMode.Overwrites)
            Volatile.Write(ref _control->Consumed, _subBuffer.Position + _subBufferSize);
        _read = _limit = _subBuffer.Position + _subBufferSize;
        _held = 0;
    }

    /// <summary>
    /// Copies the first whole sub-buffer at or behind a position and leaves it in the ring, for a snapshot. By the reader's
    /// thread.
    /// </summary>
    /// <param name="position">From where; 0 for the oldest. Moved behind the one that was copied.</param>
    /// <param name="destination">Room for a sub-buffer.</param>
    /// <param name="subBuffer">What was copied.</param>
    /// <returns>False where no further one is whole.</returns>
    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer)
    {
        while (true)
        {
            long start = Math.Max(position, Volatile.Read(ref _control->Consumed));
            if (start >= Volatile.Read(ref _control->Reserved) || !TryDescribe(start, out subBuffer))
            {
                // A writer that overwrites may have moved on while this was looked at.
                if (start < Volatile.Read(ref _control->Consumed))
                    continue;
                subBuffer = default;
                return false;
            }

            CopyOut(subBuffer, destination);
            position = start + _subBufferSize;

            // A writer moves Consumed before it writes; what was copied while it had not moved is whole.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _control->Consumed) <= start)
                return true;
        }
    }

    private bool TryDescribe(long start, out SubBuffer subBuffer)
    {
        var control = SubBufferAt(start);
        if (Volatile.Read(ref control->Delivered) != start + _subBufferSize)
        {
            subBuffer = default;
            return false;
        }

        subBuffer = Describe(start, control);
        return subBuffer.Used >= 0 && subBuffer.Used <= _subBufferSize;
    }

    private bool TryCopyOldest()
    {
        while (true)
        {
            long start = Volatile.Read(ref _control->Consumed);
            if (!TryDescribe(start, out _subBuffer))
            {
                if (start == Volatile.Read(ref _control->Consumed))
                    return false;
                continue;
            }

            CopyOut(_subBuffer, Copy);
            if (Interlocked.CompareExchange(ref _control->Consumed, start + _subBufferSize, start) != start)
                continue;
            Volatile.Write(ref _held, _subBuffer.Records);
            return true;
        }
    }

    private byte[] Copy => _copy ??= GC.AllocateUninitializedArray<byte>(_subBufferSize, pinned: true);

    private void CopyOut(in SubBuffer subBuffer, Span<byte> destination)
    {
        for (int offset = 0; offset < subBuffer.Used;)
        {
            byte* address = _storage.ForRead((subBuffer.Position + offset) & (_size - 1), out long contiguous);
            int piece = (int)Math.Min(contiguous, subBuffer.Used - offset);
            new ReadOnlySpan<byte>(address, piece).CopyTo(destination[offset..]);
            offset += piece;
        }
    }
}
