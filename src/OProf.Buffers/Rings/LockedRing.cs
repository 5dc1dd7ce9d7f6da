using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>
/// The simplest of the rings: one lock around both sides. It is what the others are compared with; a writer waits for the
/// lock, though never for room.
/// </summary>
/// <remarks>
/// Records go into the sub-buffers one after the other; where one does not fit, the rest of the sub-buffer is padding.
/// Invariants, whenever the lock is free: Reserved - Consumed ≤ size; a sub-buffer is delivered exactly if Reserved is
/// past it and each of its records is committed or aborted.
/// </remarks>
/// <typeparam name="TStorage">Where the bytes lie.</typeparam>
/// <typeparam name="TMode">What gives way when the ring is full.</typeparam>
/// <typeparam name="TClock">Which time a record gets.</typeparam>
/// <typeparam name="TFraming">What stands around a record.</typeparam>
public sealed unsafe class LockedRing<TStorage, TMode, TClock, TFraming> : ISubBufferRing
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
{
    private readonly object _gate = new();
    private readonly SubBufferTable _table;
    private readonly SubBufferReader<TStorage, TMode, TClock, TFraming> _reader;
    private TStorage _storage;

    /// <summary>Makes an empty ring on a storage, which is the ring's from now on.</summary>
    public LockedRing(TStorage storage)
    {
        _storage = storage;
        _table = new SubBufferTable(storage.Geometry, storage.Control, 0);
        _reader = new SubBufferReader<TStorage, TMode, TClock, TFraming>(_table, storage);
        MaxLength = _table.SubBufferSize - FramedLayout<TClock, TFraming>.HeaderSize;
        storage.Describe(new RingDescription(0, TMode.Overwrites, TFraming.IsFramed, TFraming.IsFramed ? TClock.Size : 0, false));
    }

    /// <inheritdoc/>
    public int MaxLength { get; }

    /// <inheritdoc/>
    public int HeaderSize => 0;

    /// <inheritdoc/>
    public RingGeometry Geometry => _storage.Geometry;

    /// <inheritdoc/>
    public RingLosses Losses => _table.Losses;

    /// <inheritdoc/>
    public long OverwrittenSubBuffers => Volatile.Read(ref _table.Control->OverwrittenSubBuffers);

    /// <inheritdoc/>
    public long Taken => _reader.Taken;

    /// <inheritdoc/>
    public long Entries
    {
        get
        {
            lock (_gate)
                return _reader.Entries;
        }
    }

    /// <inheritdoc/>
    public bool TryReserve(int length, ulong time, out Reservation reservation)
    {
        reservation = default;
        if ((uint)length > (uint)MaxLength || (!TFraming.IsFramed && length == 0))
        {
            _table.Refuse(length);
            return false;
        }

        int total = FramedLayout<TClock, TFraming>.Total(length);
        lock (_gate)
        {
            ulong now = TClock.Read(time);
            long position = Place(total, now);
            if (position < 0)
                return false;
            RecordBytes<TStorage, TClock, TFraming>.Begin(ref _storage, _table.Mask, position, length, now, marks: true);
            reservation = new Reservation(position + FramedLayout<TClock, TFraming>.HeaderSize, length, now);
            return true;
        }
    }

    /// <inheritdoc/>
    public Span<byte> Payload(in Reservation reservation) =>
        RecordBytes<TStorage, TClock, TFraming>.Payload(ref _storage, _table.Mask, reservation);

    /// <inheritdoc/>
    public void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source) =>
        RecordBytes<TStorage, TClock, TFraming>.Write(ref _storage, _table.Mask, reservation, offset, source);

    /// <inheritdoc/>
    public void Commit(in Reservation reservation)
    {
        if (reservation.IsNone)
            return;
        long position = reservation.Payload - FramedLayout<TClock, TFraming>.HeaderSize;
        lock (_gate)
        {
            RecordBytes<TStorage, TClock, TFraming>.Commit(ref _storage, _table.Mask, position, reservation.Length);
            if (TClock.IsGiven)
                _table.At(position)->LastTime = reservation.Time;
            Add(position, (1L << 32) + FramedLayout<TClock, TFraming>.Total(reservation.Length));
        }
    }

    /// <inheritdoc/>
    public void Abort(in Reservation reservation)
    {
        if (reservation.IsNone)
            return;
        long position = reservation.Payload - FramedLayout<TClock, TFraming>.HeaderSize;
        lock (_gate)
        {
            _table.Control->Aborted++;
            RecordBytes<TStorage, TClock, TFraming>.Abort(ref _storage, _table.Mask, position, reservation.Length);
            Add(position, FramedLayout<TClock, TFraming>.Total(reservation.Length));
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        lock (_gate)
            CloseOpen(TClock.Read(0));
    }

    /// <inheritdoc/>
    public bool TryConsume(out RingRecord record)
    {
        lock (_gate)
            return _reader.TryConsume(default(ReservedPrefix), out record);
    }

    /// <inheritdoc/>
    public bool TryTake(out SubBuffer subBuffer)
    {
        lock (_gate)
            return _reader.TryTake(out subBuffer);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes(int offset = 0) => _reader.Bytes(offset);

    /// <inheritdoc/>
    public void Release()
    {
        lock (_gate)
            _reader.Release();
    }

    /// <inheritdoc/>
    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer)
    {
        lock (_gate)
            return _reader.TryCopy(ref position, destination, out subBuffer);
    }

    /// <summary>Gives the storage back. No thread may use the ring any more.</summary>
    public void Dispose() => _storage.Dispose();

    /// <summary>Moves Reserved behind a new record, into the next sub-buffer if it has to be.</summary>
    private long Place(int total, ulong now)
    {
        int offset = (int)_table.Control->Reserved & _table.OffsetMask;
        if (offset == 0 || offset + total > _table.SubBufferSize)
        {
            // The only sub-buffer there is can be entered again once it is closed.
            if (_table.IndexMask == 0)
                CloseOpen(now);
            long reserved = _table.Control->Reserved;
            long start = _table.StartOf(reserved + _table.OffsetMask);
            if (!_table.HasRoom<TMode>(start))
                return SubBufferTable.Lose(ref _table.Control->Full);
            CloseOpen(now);
            var opened = _table.At(start);
            opened->FirstTime = now;
            opened->LostBefore = Losses.Total;
            opened->Opened = start;
        }

        long position = _table.Control->Reserved;
        _table.Control->Reserved = position + total;
        if (((position + total) & _table.OffsetMask) == 0)
            _table.SetEnd<TClock>(_table.At(position), position + total, now);
        return position;
    }

    private void CloseOpen(ulong now)
    {
        long position = _table.Control->Reserved;
        int offset = (int)position & _table.OffsetMask;
        if (offset == 0)
            return;
        _table.Control->Reserved = position - offset + _table.SubBufferSize;
        _table.SetEnd<TClock>(_table.At(position), position, now);
        Add(position, _table.SubBufferSize - offset);
    }

    private void Add(long position, long amount)
    {
        var subBuffer = _table.At(position);
        subBuffer->Commit += amount;
        if ((uint)subBuffer->Commit != (uint)_table.SubBufferSize)
            return;
        subBuffer->Records = subBuffer->Commit >> 32;
        _table.Deliver(subBuffer, _table.StartOf(position));
    }
}
