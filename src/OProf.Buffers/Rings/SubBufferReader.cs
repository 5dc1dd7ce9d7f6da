using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>The reader of a ring: takes whole sub-buffers, or their records one by one. For one thread at a time.</summary>
/// <remarks>
/// A ring that overwrites copies a sub-buffer to read it, since its room can be taken at any time: the copy counts if the
/// sub-buffer was still the oldest when it was made. Else it is read where it lies, and the copy is for a record that
/// crosses pages.
/// </remarks>
internal sealed unsafe partial class SubBufferReader<TStorage, TMode, TClock, TFraming>
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
{
    private readonly SubBufferTable _table;
    private readonly byte[] _copy;
    private readonly TStorage _storage;
    private SubBuffer _subBuffer;
    private bool _holds;

    public SubBufferReader(in SubBufferTable table, TStorage storage)
    {
        _table = table;
        _storage = storage;
        _copy = GC.AllocateUninitializedArray<byte>(
            TMode.Overwrites || !TStorage.IsContiguous ? _table.SubBufferSize : 0, pinned: true);
    }

    /// <summary>Records taken, since the ring began.</summary>
    public long Taken => Volatile.Read(ref _table.Control->Taken);

    /// <summary>Whether nothing is held, and nothing was read of a sub-buffer but its whole.</summary>
    public bool IsBetweenSubBuffers => !_holds && _read >= _limit && _takenHere == 0;

    /// <inheritdoc cref="ISubBufferRing.TryTake"/>
    public bool TryTake(out SubBuffer subBuffer)
    {
        if (!IsBetweenSubBuffers)
            throw new InvalidOperationException("A sub-buffer is held or read in part; it has to be finished before another is taken.");
        _holds = TMode.Overwrites ? TryCopyOldest() : _table.TryDescribe(Volatile.Read(ref _table.Control->Consumed), out _subBuffer);
        subBuffer = _holds ? _subBuffer : default;
        return _holds;
    }

    /// <inheritdoc cref="ISubBufferRing.Bytes"/>
    public ReadOnlySpan<byte> Bytes(int offset)
    {
        if (!_holds)
            throw new InvalidOperationException("No sub-buffer is held.");
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _subBuffer.Used);
        if (offset == _subBuffer.Used)
            return default;
        if (TMode.Overwrites)
            return _copy.AsSpan(offset, _subBuffer.Used - offset);
        byte* address = _storage.ForRead((_subBuffer.Position + offset) & _table.Mask, out long contiguous);
        return new ReadOnlySpan<byte>(address, (int)Math.Min(contiguous, _subBuffer.Used - offset));
    }

    /// <inheritdoc cref="ISubBufferRing.Release"/>
    public void Release()
    {
        if (!_holds)
            throw new InvalidOperationException("No sub-buffer is held.");
        _holds = false;
        Volatile.Write(ref _table.Control->Taken, _table.Control->Taken + _subBuffer.Records);
        if (!TMode.Overwrites)
            Volatile.Write(ref _table.Control->Consumed, _subBuffer.Position + _table.SubBufferSize);
        _read = _limit = _subBuffer.Position + _table.SubBufferSize;
        Volatile.Write(ref _held, 0);
    }

    /// <inheritdoc cref="ISubBufferRing.TryCopy"/>
    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer)
    {
        while (true)
        {
            long start = Math.Max(position, Volatile.Read(ref _table.Control->Consumed));
            if (start >= Volatile.Read(ref _table.Control->Reserved) || !_table.TryDescribe(start, out subBuffer))
            {
                // A writer that overwrites may have moved on while this was looked at.
                if (start < Volatile.Read(ref _table.Control->Consumed))
                    continue;
                subBuffer = default;
                return false;
            }

            CopyOut(subBuffer.Position, subBuffer.Used, destination);
            position = start + _table.SubBufferSize;

            // A writer moves Consumed before it writes; what was copied while it had not moved is whole.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _table.Control->Consumed) <= start)
                return true;
        }
    }

    private bool TryCopyOldest()
    {
        while (true)
        {
            long start = Volatile.Read(ref _table.Control->Consumed);
            if (!_table.TryDescribe(start, out _subBuffer))
            {
                if (start == Volatile.Read(ref _table.Control->Consumed))
                    return false;
                continue;
            }

            CopyOut(_subBuffer.Position, _subBuffer.Used, _copy);
            if (Interlocked.CompareExchange(ref _table.Control->Consumed, start + _table.SubBufferSize, start) != start)
                continue;
            Volatile.Write(ref _held, _subBuffer.Records);
            return true;
        }
    }

    private void CopyOut(long position, int length, Span<byte> destination)
    {
        while (length > 0)
        {
            byte* address = _storage.ForRead(position & _table.Mask, out long contiguous);
            int piece = (int)Math.Min(contiguous, length);
            new ReadOnlySpan<byte>(address, piece).CopyTo(destination);
            destination = destination[piece..];
            position += piece;
            length -= piece;
        }
    }
}
