namespace OProf.Buffers.Rings;

/// <content>What writers with leases need of the ring.</content>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch>
{
    private readonly object _leasing = new();
    private Lease[] _leases = [];

    internal SubBufferTable Table => _table;

    internal TStorage Storage => _storage;

    internal void Add(Lease lease)
    {
        lock (_leasing)
            Volatile.Write(ref _leases, [.. _leases, lease]);
    }

    internal void Remove(Lease lease)
    {
        lock (_leasing)
            Volatile.Write(ref _leases, [.. _leases.Where(other => other != lease)]);
    }

    /// <summary>Reserves room for a lease.</summary>
    /// <param name="least">Bytes of its first record.</param>
    /// <param name="most">Bytes that are wanted.</param>
    /// <param name="time">Time of its first record, if the clock is given.</param>
    /// <param name="length">Bytes that it has: those of the first record, or so many more that another header fits.</param>
    /// <returns>Its position; -1 where there is no room, and the record was counted as lost.</returns>
    internal long TryLease(int least, int most, ulong time, out int length)
    {
        int largest = _table.SubBufferSize - _table.HeaderSize;
        most = Math.Min((most + TFraming.Alignment - 1) & -TFraming.Alignment, largest);
        if (TMode.Overwrites)
            HelpOldest();
        while (true)
        {
            long position = Volatile.Read(ref _table.Control->Reserved);
            int offset = (int)position & _table.OffsetMask;
            int room = _table.SubBufferSize - offset;
            bool opens = offset == 0 || room < least;
            length = Fitting(least, opens ? most : Math.Min(most, room));
            if (opens || length == room)
            {
                // Where others reserve at the same time it may come to lie in another sub-buffer, with as much room.
                return ReserveSlowly(length, time, out _);
            }

            if (TWriters.TryAdvance(ref _table.Control->Reserved, position, position + length))
                return position;
        }
    }

    /// <summary>Commits the room of a lease that has ended.</summary>
    internal void CommitLease(long start, long length, long records) =>
        AddCommitted(_table.At(start), _table.StartOf(start), (records << 32) + length);

    private static int Fitting(int least, int length) => length - least < FramingSize ? least : length;

    /// <summary>Revokes the leases that keep the oldest sub-buffer, which is closed, from being whole.</summary>
    private bool RevokeOldest()
    {
        if (TWriters.IsSingle || Volatile.Read(ref _leases).Length == 0)
            return false;
        long end = Volatile.Read(ref _table.Control->Consumed) + _table.SubBufferSize;
        return Volatile.Read(ref _table.Control->Reserved) >= end && Revoke(end);
    }

    private bool Revoke(long before)
    {
        lock (_leasing)
        {
            bool any = false;
            foreach (var lease in _leases)
                any |= lease.Revoke(before);
            if (!any)
                return false;
            Interlocked.MemoryBarrierProcessWide();
            foreach (var lease in _leases)
                lease.EndRevoked();
            return true;
        }
    }

    /// <summary>
    /// Where the oldest sub-buffer has to give way soon and a lease lies in it, revokes that: no reader may be there to do
    /// it. Not if somebody does so already: a writer never waits.
    /// </summary>
    private void HelpOldest()
    {
        long consumed = Volatile.Read(ref _table.Control->Consumed);
        if (Volatile.Read(ref _table.Control->Reserved) - consumed <= _table.Size - _table.SubBufferSize
            || Volatile.Read(ref _table.At(consumed)->Delivered) == consumed + _table.SubBufferSize
            || !Monitor.TryEnter(_leasing))
        {
            return;
        }

        try
        {
            RevokeOldest();
        }
        finally
        {
            Monitor.Exit(_leasing);
        }
    }
}
