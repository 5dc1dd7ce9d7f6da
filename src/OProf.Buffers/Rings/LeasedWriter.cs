using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>
/// A thread's own way into a ring that several write to: it reserves a piece of a sub-buffer by one compare-and-swap and
/// puts many records into it with plain stores. Two of them on one ring do not disturb each other.
/// </summary>
/// <remarks>
/// The price: a reader sees the records once the lease is at its end, which it is when it is full, flushed, or revoked by
/// a reader that waits for its sub-buffer or by <see cref="IRecordRing.Flush"/> of the ring. And records of a ring are in
/// order for each writer only: those of two lie behind each other by the lease, whatever their times.
/// <para>
/// Invariant: from its start on, a lease is a row of records with headers. The rest of it is one aborted record, which is
/// written before the record in front of it is committed; so readers, also after a crash, get past it at any time.
/// </para>
/// </remarks>
/// <typeparam name="TStorage">Where the bytes lie.</typeparam>
/// <typeparam name="TMode">What gives way when the ring is full.</typeparam>
/// <typeparam name="TClock">Which time a record gets.</typeparam>
/// <typeparam name="TSwitch">What is done when a sub-buffer opens and closes.</typeparam>
public sealed unsafe class LeasedWriter<TStorage, TMode, TClock, TSwitch> : IDisposable
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
    where TSwitch : struct, ISubBufferSwitch
{
    /// <summary>Bytes of a lease where none are asked for: at most, and at most an eighth of a sub-buffer.</summary>
    public const int DefaultLeaseSize = 16 << 10;

    private readonly OwnLease _lease;

    /// <summary>Opens a way for one thread at a time.</summary>
    /// <param name="ring">The ring; it has to outlive this object.</param>
    /// <param name="leaseSize">
    /// Bytes of a lease, where the sub-buffer has as many left; a longer record gets one of its own. 0 for
    /// <see cref="DefaultLeaseSize"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public LeasedWriter(LockFreeRing<TStorage, TMode, TClock, LengthFraming, ManyWriters, TSwitch> ring, int leaseSize = 0)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentOutOfRangeException.ThrowIfNegative(leaseSize);
        _lease = new OwnLease(ring, leaseSize != 0 ? leaseSize : Math.Min(DefaultLeaseSize, ring.Geometry.SubBufferSize / 8));
        ring.Add(_lease);
    }

    /// <summary>Makes room for a record.</summary>
    /// <inheritdoc cref="IRecordRing.TryReserve"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, ulong time, out Reservation reservation) => _lease.TryReserve(length, time, out reservation);

    /// <inheritdoc cref="IRecordRing.Payload"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Payload(in Reservation reservation) => _lease.Payload(reservation);

    /// <inheritdoc cref="IRecordRing.Write"/>
    public void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source) => _lease.Write(reservation, offset, source);

    /// <summary>Ends the record; it survives the process from here on, and is read with its lease.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(in Reservation reservation) => _lease.Commit(reservation);

    /// <summary>Gives the record up: its room is free again, and it is counted as aborted.</summary>
    public void Abort(in Reservation reservation) => _lease.Abort(reservation);

    /// <summary>Ends the lease, so that its records can be read once their sub-buffer is closed.</summary>
    public void Flush() => _lease.Flush();

    /// <summary>Ends the lease, and the way.</summary>
    public void Dispose()
    {
        _lease.Flush();
        _lease.Ring.Remove(_lease);
    }

    /// <summary>The lease, with what its owner does; apart from this object, so that the ring knows only the lease.</summary>
    private sealed class OwnLease(LockFreeRing<TStorage, TMode, TClock, LengthFraming, ManyWriters, TSwitch> ring, int size) : Lease
    {
        private readonly SubBufferTable _table = ring.Table;
        private readonly int _maxLength = ring.MaxLength;
        private TStorage _storage = ring.Storage;

        public LockFreeRing<TStorage, TMode, TClock, LengthFraming, ManyWriters, TSwitch> Ring => ring;

        private static int FramingSize => FramedLayout<TClock, LengthFraming>.HeaderSize;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryReserve(int length, ulong time, out Reservation reservation)
        {
            if ((uint)length > (uint)_maxLength)
            {
                _table.Refuse(length);
                reservation = default;
                return false;
            }

            int total = FramedLayout<TClock, LengthFraming>.Total(length);
            Volatile.Write(ref _state.Busy, 1);
            long position = _state.Position;

            // Nothing may be left that is too small for the record that stands for the rest.
            long rest = _state.End - position - total;
            if ((rest < FramingSize && rest != 0) || Volatile.Read(ref _state.Revoked) == _state.Number)
            {
                position = Renew(total, time);
                if (position < 0)
                {
                    reservation = default;
                    return false;
                }
            }

            ulong now = TClock.Read(time);
            RecordBytes<TStorage, TClock, LengthFraming>.Begin(ref _storage, _table.Mask, position, length, now, marks: false);
            reservation = new Reservation(position + FramingSize, length, now);
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Span<byte> Payload(in Reservation reservation) =>
            RecordBytes<TStorage, TClock, LengthFraming>.Payload(ref _storage, _table.Mask, reservation);

        public void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source) =>
            RecordBytes<TStorage, TClock, LengthFraming>.Write(ref _storage, _table.Mask, reservation, offset, source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Commit(in Reservation reservation)
        {
            if (reservation.IsNone)
                return;
            long position = reservation.Payload - FramingSize;
            long next = position + FramedLayout<TClock, LengthFraming>.Total(reservation.Length);
            MarkRest(next);
            RecordBytes<TStorage, TClock, LengthFraming>.Commit(ref _storage, _table.Mask, position, reservation.Length);
            _state.Position = next;
            _state.Records++;
            Rest();
        }

        public void Abort(in Reservation reservation)
        {
            if (reservation.IsNone)
                return;

            // Its room is the rest's again.
            Interlocked.Increment(ref _table.Control->Aborted);
            MarkRest(_state.Position);
            Rest();
        }

        public void Flush()
        {
            Volatile.Write(ref _state.Busy, 1);
            EndOwn();
            Volatile.Write(ref _state.Busy, 0);
        }

        protected override void Commit(long start, long length, long records) => ring.CommitLease(start, length, records);

        /// <summary>The owner is between two records.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Rest()
        {
            Volatile.Write(ref _state.Busy, 0);
            if (Volatile.Read(ref _state.Revoked) == _state.Number)
                Flush();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void MarkRest(long position)
        {
            long rest = _state.End - position;
            if (rest != 0)
            {
                LengthFraming.Abort(
                    _storage.ForWrite(position & _table.Mask, out _), position, (int)rest - FramingSize);
            }
        }

        private void EndOwn()
        {
            if (_state.Position == _state.End && _state.End == 0)
                return;
            if (Volatile.Read(ref _state.Ended) != _state.Number)
                End(_state.Number);
            _state.Position = _state.End = 0;
        }

        /// <summary>Ends the lease and takes another. The owner is busy meanwhile.</summary>
        /// <returns>Where it begins; -1 where there is no room, and the record was counted as lost.</returns>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private long Renew(int total, ulong time)
        {
            EndOwn();
            long start = ring.TryLease(total, size, time, out int length);
            if (start < 0)
            {
                Volatile.Write(ref _state.Busy, 0);
                return -1;
            }

            _state.Start = _state.Position = start;
            _state.End = start + length;
            _state.Records = 0;
            MarkRest(start);
            Volatile.Write(ref _state.Number, _state.Number + 1);
            return start;
        }
    }
}
