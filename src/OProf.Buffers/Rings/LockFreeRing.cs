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
/// Invariants: Reserved - Consumed ≤ size, and Consumed is a multiple of the sub-buffer size. A sub-buffer is entered only
/// once its lap before was delivered, so its commit count starts at 0 in each lap, and reaches the sub-buffer's size by
/// exactly one commit, whose writer closes and delivers it. Whoever moves Reserved over or onto the end of a sub-buffer
/// stores its <c>End</c> before its own commit, so before the count can be full.
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
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch> : IRecordRing
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
    where TWriters : struct, IWriters
    where TSwitch : struct, ISubBufferSwitch
{
    private readonly RingControl* _control;
    private readonly SubBufferControl* _subBuffers;
    private readonly long _size;
    private readonly long _indexMask;
    private readonly int _subBufferSize;
    private readonly int _offsetBits;
    private readonly int _headerSize;
    private TStorage _storage;
    private readonly TSwitch _switch;

    /// <summary>Makes an empty ring on a storage, which is the ring's from now on.</summary>
    /// <exception cref="ArgumentException">The header of the sub-buffers leaves no room for a record, or is larger than a page.</exception>
    public LockFreeRing(TStorage storage, TSwitch @switch = default)
    {
        var geometry = storage.Geometry;
        _storage = storage;
        _switch = @switch;
        _size = geometry.Size;
        _indexMask = geometry.SubBufferCount - 1;
        _subBufferSize = geometry.SubBufferSize;
        _offsetBits = geometry.OffsetBits;
        _headerSize = @switch.HeaderSize;
        int framing = FramingSize;
        if (_headerSize < 0 || (_headerSize & (TFraming.Alignment - 1)) != 0 || _headerSize > Math.Min(storage.PageSize, _subBufferSize - framing - 1))
        {
            throw new ArgumentException(
                $"A header of {_headerSize} bytes in a sub-buffer of {_subBufferSize}: it has to leave room, lie in a page and be a multiple of {TFraming.Alignment}.",
                nameof(@switch));
        }

        MaxLength = _subBufferSize - _headerSize - framing;
        _control = (RingControl*)storage.Control;
        _subBuffers = (SubBufferControl*)(storage.Control + RingControlSize.Ring);
        for (long i = 0; i <= _indexMask; i++)
        {
            // As if the lap before had been delivered.
            long end = ((i + 1) << _offsetBits) - _size;
            _subBuffers[i].End = end;
            _subBuffers[i].Sealed = end;
            _subBuffers[i].Delivered = end;
            _subBuffers[i].Opened = end - _subBufferSize;
        }

        storage.Describe(new RingDescription(
            _headerSize, TMode.Overwrites, TFraming.IsFramed, TFraming.IsFramed ? TClock.Size : 0, TWriters.IsSingle));
    }

    /// <inheritdoc/>
    public int MaxLength { get; }

    /// <summary>Bytes of the header that each sub-buffer begins with.</summary>
    public int HeaderSize => _headerSize;

    /// <summary>The ring's shape.</summary>
    public RingGeometry Geometry => _storage.Geometry;

    /// <inheritdoc/>
    public RingLosses Losses => RingCounters.Read(_control);

    /// <summary>Sub-buffers that were overwritten before they were read.</summary>
    public long OverwrittenSubBuffers => Volatile.Read(ref _control->OverwrittenSubBuffers);

    /// <summary>Whether the observer has stopped the logging.</summary>
    public bool IsStopped => Volatile.Read(ref _control->Stopped) != 0;

    private static int FramingSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFraming.IsFramed ? TFraming.HeaderSize + TClock.Size : 0;
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
            return Refuse(length, out reservation);
        int total = Total(length);
        long position = Volatile.Read(ref _control->Reserved);

        // The time is read after the position: had another writer reserved in between, the swap would fail and it would be
        // read again. So the times of a ring's records never fall.
        ulong now = TClock.Read(time);
        int end = ((int)position & (_subBufferSize - 1)) + total;
        if (end == total || end >= _subBufferSize || !TWriters.TryAdvance(ref _control->Reserved, position, position + total))
            return ReserveSlowly(length, total, time, out reservation);
        Begin(position, length, now);
        reservation = new Reservation(position + FramingSize, length, now);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Payload(in Reservation reservation)
    {
        byte* address = _storage.ForWrite(reservation.Payload & (_size - 1), out long contiguous);
        return new Span<byte>(address, (int)Math.Min(reservation.Length, contiguous));
    }

    /// <inheritdoc/>
    public void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source)
    {
        if ((uint)offset > (uint)reservation.Length)
            return;
        if (source.Length > reservation.Length - offset)
            source = source[..(reservation.Length - offset)];
        if (!source.IsEmpty)
            StorageBytes.Write(ref _storage, (reservation.Payload + offset) & (_size - 1), source);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(in Reservation reservation)
    {
        long position = reservation.Payload - FramingSize;
        if (TFraming.IsFramed)
            TFraming.Commit(_storage.ForWrite(position & (_size - 1), out _), reservation.Length);
        var subBuffer = SubBufferAt(position);
        if (TClock.IsGiven)
            subBuffer->LastTime = reservation.Time;
        long count = TWriters.Add(ref subBuffer->Commit, (1L << 32) + Total(reservation.Length));
        if ((uint)count == (uint)_subBufferSize)
            Deliver(StartOf(position), count);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The room is given back where nobody else can have reserved behind it, with a single writer. Else it stays: as a
    /// record that readers pass over, or, unframed, as zero bytes.
    /// </remarks>
    public void Abort(in Reservation reservation)
    {
        Interlocked.Increment(ref _control->Aborted);
        Withdraw(reservation);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        while (true)
        {
            long position = Volatile.Read(ref _control->Reserved);
            int offset = (int)position & (_subBufferSize - 1);
            if (offset <= _headerSize)
                return;
            ulong now = TClock.IsGiven ? SubBufferAt(position)->LastTime : TClock.Read(0);
            if (TWriters.TryAdvance(ref _control->Reserved, position, StartOf(position) + _subBufferSize))
            {
                Pad(position, now);
                return;
            }
        }
    }

    /// <summary>Gives the storage back. No thread may use the ring any more.</summary>
    public void Dispose() => _storage.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Total(int length) => (FramingSize + length + TFraming.Alignment - 1) & -TFraming.Alignment;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SubBufferControl* SubBufferAt(long position) => _subBuffers + ((position >> _offsetBits) & _indexMask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long StartOf(long position) => position & -_subBufferSize;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(long position, int length, ulong now)
    {
        if (!TFraming.IsFramed)
            return;
        TFraming.Begin(_storage.ForWrite(position & (_size - 1), out _), position, length);
        if (TClock.Size != 0)
            Unsafe.WriteUnaligned(_storage.ForWrite((position + TFraming.HeaderSize) & (_size - 1), out _), now);
    }
}
