using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>
/// Two buffers: writers fill one, the reader empties the other, and when the reader has run empty the two are exchanged by
/// one compare-and-swap, from any thread, also while writes are under way. Nothing that was committed is lost by it or
/// read twice.
/// </summary>
/// <remarks>
/// The storage has two sub-buffers, and Reserved says in which of them writers are, and how far:
/// <code>
///   buffer of the reader            buffer of the writers
///   ├ read ─┼ to be read ── padding ┼ reserved ─────┼ free ┤        exchange: Reserved moves to the next multiple of the size
///   Consumed                                     Reserved
/// </code>
/// A write that is under way while the buffers are exchanged commits to the buffer it reserved in; the reader begins with
/// that buffer once all of it is committed, so there is no window in which a record is lost.
/// <para>
/// Invariants: Reserved never reaches the end of a buffer but by an exchange. Discarding, only the reader's side exchanges,
/// and only when Consumed is the start of the writers' buffer. Overwriting, a writer whose buffer is full exchanges as
/// well, which takes the other buffer from the reader if it was not read.
/// </para>
/// </remarks>
/// <typeparam name="TStorage">Where the bytes lie.</typeparam>
/// <typeparam name="TMode">What gives way when the ring is full.</typeparam>
/// <typeparam name="TClock">Which time a record gets.</typeparam>
/// <typeparam name="TFraming">What stands around a record.</typeparam>
public sealed unsafe class SwappedRing<TStorage, TMode, TClock, TFraming> : ISubBufferRing
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
{
    private readonly SubBufferTable _table;
    private readonly SubBufferReader<TStorage, TMode, TClock, TFraming> _reader;
    private TStorage _storage;

    /// <summary>Makes an empty ring on a storage, which is the ring's from now on.</summary>
    /// <exception cref="ArgumentException">The storage has not just two sub-buffers.</exception>
    public SwappedRing(TStorage storage)
    {
        if (storage.Geometry.SubBufferCount != 2)
            throw new ArgumentException($"A storage of {storage.Geometry}: two buffers that are exchanged are two sub-buffers.", nameof(storage));
        _storage = storage;
        _table = new SubBufferTable(storage.Geometry, storage.Control, 0);
        _reader = new SubBufferReader<TStorage, TMode, TClock, TFraming>(_table, storage);

        // A byte less than the buffer, or where records are aligned, an alignment less.
        MaxLength = _table.SubBufferSize - FramedLayout<TClock, TFraming>.HeaderSize - TFraming.Alignment;
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
    public long Entries => _reader.Entries;

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
        while (true)
        {
            // The time is read after the position, so it never falls along the ring.
            long position = Volatile.Read(ref _table.Control->Reserved);
            ulong now = TClock.Read(time);
            int offset = (int)position & _table.OffsetMask;
            if (offset + total >= _table.SubBufferSize)
            {
                if (TMode.Overwrites && _table.HasRoom<TMode>(_table.StartOf(position) + _table.SubBufferSize))
                {
                    Exchange(position, now);
                    continue;
                }

                SubBufferTable.Lose(ref _table.Control->Full);
                return false;
            }

            if (Interlocked.CompareExchange(ref _table.Control->Reserved, position + total, position) != position)
                continue;
            if (offset == 0)
                Open(position, now);
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
        RecordBytes<TStorage, TClock, TFraming>.Commit(ref _storage, _table.Mask, position, reservation.Length);
        if (TClock.IsGiven)
            _table.At(position)->LastTime = reservation.Time;
        Add(position, (1L << 32) + FramedLayout<TClock, TFraming>.Total(reservation.Length));
    }

    /// <inheritdoc/>
    public void Abort(in Reservation reservation)
    {
        if (reservation.IsNone)
            return;
        long position = reservation.Payload - FramedLayout<TClock, TFraming>.HeaderSize;
        Interlocked.Increment(ref _table.Control->Aborted);
        RecordBytes<TStorage, TClock, TFraming>.Abort(ref _storage, _table.Mask, position, reservation.Length);
        Add(position, FramedLayout<TClock, TFraming>.Total(reservation.Length));
    }

    /// <summary>Exchanges the buffers, if that of the reader is empty and that of the writers is not.</summary>
    public void Flush() => TryExchange();

    /// <inheritdoc/>
    public bool TryConsume(out RingRecord record) =>
        _reader.TryConsume(default(ClosedOnly), out record)
            || (TryExchange() && _reader.TryConsume(default(ClosedOnly), out record));

    /// <inheritdoc/>
    public bool TryTake(out SubBuffer subBuffer) =>
        _reader.TryTake(out subBuffer) || (TryExchange() && _reader.TryTake(out subBuffer));

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes(int offset = 0) => _reader.Bytes(offset);

    /// <inheritdoc/>
    public void Release() => _reader.Release();

    /// <inheritdoc/>
    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer) =>
        _reader.TryCopy(ref position, destination, out subBuffer);

    /// <summary>Gives the storage back. No thread may use the ring any more.</summary>
    public void Dispose() => _storage.Dispose();

    private bool TryExchange()
    {
        while (true)
        {
            long position = Volatile.Read(ref _table.Control->Reserved);
            if (((int)position & _table.OffsetMask) == 0 || Volatile.Read(ref _table.Control->Consumed) != _table.StartOf(position))
                return false;
            if (Exchange(position, TClock.IsGiven ? 0 : TClock.Read(0)))
                return true;
        }
    }

    /// <summary>Gives the writers' buffer to the reader, with all that is reserved in it, and the writers the other.</summary>
    /// <returns>False where a writer reserved or exchanged first.</returns>
    private bool Exchange(long position, ulong now)
    {
        long start = _table.StartOf(position);
        long next = start + _table.SubBufferSize;
        if (position == start || Interlocked.CompareExchange(ref _table.Control->Reserved, next, position) != position)
            return false;
        _table.SetEnd<TClock>(_table.At(position), position, now);
        Add(position, next - position);
        return true;
    }

    private void Open(long start, ulong now)
    {
        var subBuffer = _table.At(start);
        subBuffer->FirstTime = now;
        subBuffer->LostBefore = Losses.Total;
        subBuffer->Opened = start;
    }

    private void Add(long position, long amount)
    {
        var subBuffer = _table.At(position);
        long count = Interlocked.Add(ref subBuffer->Commit, amount);
        if ((uint)count != (uint)_table.SubBufferSize)
            return;
        subBuffer->Records = count >> 32;
        _table.Deliver(subBuffer, _table.StartOf(position));
    }
}
