using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>
/// One buffer of sub-buffers. A writer reserves by compare-and-swap, fills, and adds to the sub-buffer's commit count; the
/// reader takes whole sub-buffers, or records up to where all is committed. Nobody ever waits for anybody.
/// </summary>
/// <remarks>
/// <code>
///   Consumed               _read                       Reserved
///   ──┼── sub-buffer taken ──┼── sub-buffers delivered ──┼ one being filled ┼── free ──
/// </code>
/// A single writer leaves no hole that a reader would have to step over, so it marks no record as open.
/// <para>
/// Invariants: Reserved - Consumed ≤ size, and Consumed is a multiple of the sub-buffer size. A sub-buffer is entered only
/// once its lap before was delivered, so its commit count starts at 0 in each lap, and reaches the sub-buffer's size by
/// exactly one commit, whose writer closes and delivers it. Whoever moves Reserved over or onto the end of a sub-buffer
/// stores its <c>End</c> before its own commit, so before the count can be full.
/// </para>
/// <para>
/// The facts of the algorithm (reserve, commit counts, delivery by the commit that completes) are those of LTTng's ring
/// buffer: M. Desnoyers, "Low-Impact Operating System Tracing", chapter 5.
/// </para>
/// </remarks>
/// <typeparam name="TStorage">Where the bytes lie.</typeparam>
/// <typeparam name="TMode">What gives way when the ring is full.</typeparam>
/// <typeparam name="TClock">Which time a record gets.</typeparam>
/// <typeparam name="TFraming">What stands around a record.</typeparam>
/// <typeparam name="TWriters">How many threads write.</typeparam>
/// <typeparam name="TSwitch">What is done when a sub-buffer opens and closes.</typeparam>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch> : ISubBufferRing
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
    where TWriters : struct, IWriters
    where TSwitch : struct, ISubBufferSwitch
{
    private readonly SubBufferTable _table;
    private readonly SubBufferReader<TStorage, TMode, TClock, TFraming> _reader;
    private TStorage _storage;
    private readonly TSwitch _switch;

    /// <summary>Makes an empty ring on a storage, which is the ring's from now on.</summary>
    /// <exception cref="ArgumentException">The header of the sub-buffers leaves no room for a record, or is larger than a page.</exception>
    public LockFreeRing(TStorage storage, TSwitch @switch = default)
    {
        int size = storage.Geometry.SubBufferSize;
        int header = @switch.HeaderSize;
        if (header < 0 || (header & (TFraming.Alignment - 1)) != 0 || header > Math.Min(storage.PageSize, size - FramingSize - 1))
        {
            throw new ArgumentException(
                $"A header of {header} bytes in a sub-buffer of {size}: it has to leave room, lie in a page and be a multiple of {TFraming.Alignment}.",
                nameof(@switch));
        }

        MaxLength = size - header - FramingSize;
        _storage = storage;
        _switch = @switch;
        _table = new SubBufferTable(storage.Geometry, storage.Control, header);
        _reader = new SubBufferReader<TStorage, TMode, TClock, TFraming>(_table, storage);
        storage.Describe(new RingDescription(
            header, TMode.Overwrites, TFraming.IsFramed, TFraming.IsFramed ? TClock.Size : 0, TWriters.IsSingle));
    }

    /// <inheritdoc/>
    public int MaxLength { get; }

    /// <inheritdoc/>
    public int HeaderSize => _table.HeaderSize;

    /// <inheritdoc/>
    public RingGeometry Geometry => _storage.Geometry;

    /// <inheritdoc/>
    public RingLosses Losses => _table.Losses;

    /// <inheritdoc/>
    public long OverwrittenSubBuffers => Volatile.Read(ref _table.Control->OverwrittenSubBuffers);

    /// <summary>Whether the observer has stopped the logging.</summary>
    public bool IsStopped => Volatile.Read(ref _table.Control->Stopped) != 0;

    private static int FramingSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FramedLayout<TClock, TFraming>.HeaderSize;
    }

    /// <summary>Makes room for a record; its time is the clock's.</summary>
    /// <inheritdoc cref="IRecordRing.TryReserve"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, out Reservation reservation) => TryReserve(length, 0, out reservation);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, ulong time, out Reservation reservation)
    {
        if ((uint)length > (uint)MaxLength || (!TFraming.IsFramed && length == 0))
        {
            _table.Refuse(length);
            reservation = default;
            return false;
        }

        int total = Total(length);
        long position = Volatile.Read(ref _table.Control->Reserved);

        // The time is read after the position: had another writer reserved in between, the swap would fail and it would be
        // read again. So the times of a ring's records never fall.
        ulong now = TClock.Read(time);
        int end = ((int)position & _table.OffsetMask) + total;
        if (end == total || end >= _table.SubBufferSize || !TWriters.TryAdvance(ref _table.Control->Reserved, position, position + total))
        {
            position = ReserveSlowly(total, time, out ulong later);
            now = later;
            if (position < 0)
            {
                reservation = default;
                return false;
            }
        }

        RecordBytes<TStorage, TClock, TFraming>.Begin(ref _storage, _table.Mask, position, length, now, marks: !TWriters.IsSingle);
        reservation = new Reservation(position + FramingSize, length, now);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Payload(in Reservation reservation) =>
        RecordBytes<TStorage, TClock, TFraming>.Payload(ref _storage, _table.Mask, reservation);

    /// <inheritdoc/>
    public void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source) =>
        RecordBytes<TStorage, TClock, TFraming>.Write(ref _storage, _table.Mask, reservation, offset, source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(in Reservation reservation)
    {
        if (reservation.IsNone)
            return;
        long position = reservation.Payload - FramingSize;
        RecordBytes<TStorage, TClock, TFraming>.Commit(ref _storage, _table.Mask, position, reservation.Length);
        var subBuffer = _table.At(position);
        if (TClock.IsGiven)
            subBuffer->LastTime = reservation.Time;
        long count = TWriters.Add(ref subBuffer->Commit, (1L << 32) + Total(reservation.Length));
        if ((uint)count == (uint)_table.SubBufferSize)
            Deliver(subBuffer, _table.StartOf(position), count);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The room is given back where nobody else can have reserved behind it, with a single writer. Else it stays: as a
    /// record that readers pass over, or, unframed, as zero bytes.
    /// </remarks>
    public void Abort(in Reservation reservation)
    {
        if (reservation.IsNone)
            return;
        Interlocked.Increment(ref _table.Control->Aborted);
        Withdraw(reservation);
    }

    /// <inheritdoc/>
    /// <remarks>Leases of <see cref="LeasedWriter{TStorage, TMode, TClock, TSwitch}"/> are revoked.</remarks>
    public void Flush()
    {
        if (!TWriters.IsSingle && Volatile.Read(ref _leases).Length != 0)
            Revoke(long.MaxValue);
        CloseOpen();
    }

    /// <summary>Gives the storage back. No thread may use the ring any more.</summary>
    public void Dispose() => _storage.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Total(int length) => FramedLayout<TClock, TFraming>.Total(length);

    /// <summary>Closes the sub-buffer that is being filled; what lies in leases is theirs to commit.</summary>
    private void CloseOpen()
    {
        while (true)
        {
            long position = Volatile.Read(ref _table.Control->Reserved);
            int offset = (int)position & _table.OffsetMask;
            if (offset <= _table.HeaderSize)
                return;
            ulong now = TClock.IsGiven ? _table.At(position)->LastTime : TClock.Read(0);
            if (TWriters.TryAdvance(ref _table.Control->Reserved, position, _table.StartOf(position) + _table.SubBufferSize))
            {
                Pad(position, now);
                return;
            }
        }
    }
}
