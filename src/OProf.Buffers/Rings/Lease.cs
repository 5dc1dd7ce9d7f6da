namespace OProf.Buffers.Rings;

/// <summary>A piece of a sub-buffer that one thread writes records to, until it is full, flushed or revoked.</summary>
/// <remarks>
/// Owner and revoker agree without a locked instruction of the owner's: each stores its own word and then loads the
/// other's, and the revoker has a barrier of the whole process between the two, so at least one sees the other's store.
/// <code>
///   owner:   Busy = 1;  Revoked?            Busy = 0;  Revoked?
///   revoker: Revoked = number;  barrier;    Busy?
/// </code>
/// Not busy: the revoker may end the lease. Busy, or Revoked seen: the owner does. Where both may, a compare-and-swap of
/// Ended lets one. The owner takes another lease only once this one has ended, so who ends it finds its words as they are.
/// </remarks>
internal abstract class Lease
{
    /// <summary>The words; the owner's thread works on them directly.</summary>
    protected LeaseState _state;

    /// <summary>Whether a lease that begins before a position is under way; then it is revoked.</summary>
    public bool Revoke(long before)
    {
        long number = Volatile.Read(ref _state.Number);
        if (Volatile.Read(ref _state.Ended) == number || Volatile.Read(ref _state.Start) >= before)
            return false;
        Volatile.Write(ref _state.Revoked, number);
        return true;
    }

    /// <summary>Ends the lease that was revoked, unless its owner is busy and will. After the barrier.</summary>
    public void EndRevoked()
    {
        long number = Volatile.Read(ref _state.Revoked);
        if (Volatile.Read(ref _state.Busy) == 0)
            End(number);
    }

    /// <summary>Ends a lease, if nobody else has.</summary>
    protected void End(long number)
    {
        long start = _state.Start;
        long end = _state.End;
        long records = _state.Records;
        if (Interlocked.CompareExchange(ref _state.Ended, number, number - 1) == number - 1)
            Commit(start, end - start, records);
    }

    /// <summary>Commits the room of a lease with the records in it.</summary>
    protected abstract void Commit(long start, long length, long records);
}
