namespace OProf.Buffers.Rings;

/// <summary>A sub-buffer may be read as far as all that is reserved in it is committed.</summary>
/// <remarks>
/// The sum of what is committed says where that ends only if nothing else is reserved: one writer commits in order, and of
/// several, none has a record open when the sum is all that was reserved, before it was read and after. (What was
/// committed keeps its room, so room that was reserved since and given back in between does not disturb this.)
/// </remarks>
internal readonly unsafe struct CommittedPrefix<TWriters> : IOpenSubBuffer
    where TWriters : struct, IWriters
{
    public long ReadableEnd(in SubBufferTable table, long start)
    {
        long reserved = Volatile.Read(ref table.Control->Reserved);
        uint committed = (uint)Volatile.Read(ref table.At(start)->Commit);

        // Full: with padding, and to be delivered at any moment.
        if (committed == (uint)table.SubBufferSize)
            return start;
        if (TWriters.IsSingle)
            return start + committed;
        return reserved == start + committed && Volatile.Read(ref table.Control->Reserved) == reserved ? reserved : start;
    }
}
