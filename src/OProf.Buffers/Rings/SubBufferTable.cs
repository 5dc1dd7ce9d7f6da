using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>
/// The control words of a ring and how positions map to them. What may be changed by whom, and in what order, is the
/// ring's affair.
/// </summary>
internal readonly unsafe struct SubBufferTable
{
    public readonly RingControl* Control;
    public readonly SubBufferControl* SubBuffers;
    public readonly long Size;
    public readonly long Mask;
    public readonly long IndexMask;
    public readonly int SubBufferSize;
    public readonly int OffsetMask;
    public readonly int OffsetBits;
    public readonly int HeaderSize;

    /// <summary>Begins an empty ring.</summary>
    public SubBufferTable(RingGeometry geometry, byte* control, int headerSize)
    {
        Control = (RingControl*)control;
        SubBuffers = (SubBufferControl*)(control + RingControlSize.Ring);
        Size = geometry.Size;
        Mask = Size - 1;
        IndexMask = geometry.SubBufferCount - 1;
        SubBufferSize = geometry.SubBufferSize;
        OffsetMask = SubBufferSize - 1;
        OffsetBits = geometry.OffsetBits;
        HeaderSize = headerSize;
        for (long i = 0; i <= IndexMask; i++)
        {
            // As if the lap before had been delivered.
            long end = ((i + 1) << OffsetBits) - Size;
            SubBuffers[i].End = end;
            SubBuffers[i].Sealed = end;
            SubBuffers[i].Delivered = end;
            SubBuffers[i].Opened = end - SubBufferSize;
        }
    }

    public RingLosses Losses => RingCounters.Read(Control);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SubBufferControl* At(long position) => SubBuffers + ((position >> OffsetBits) & IndexMask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long StartOf(long position) => position & -SubBufferSize;

    /// <summary>Counts a record as lost.</summary>
    /// <returns>No position.</returns>
    public static long Lose(ref long cause)
    {
        Interlocked.Increment(ref cause);
        return -1;
    }

    /// <summary>Counts a record that has no valid length. A write of nothing is nothing; nothing is lost by it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Refuse(int length)
    {
        if (length != 0)
            Interlocked.Increment(ref Control->TooLarge);
    }

    /// <summary>Whether the sub-buffer at a position may be entered; in overwrite mode, makes the oldest ones give way.</summary>
    public bool HasRoom<TMode>(long start)
        where TMode : struct, IWriteMode
    {
        while (true)
        {
            long consumed = Volatile.Read(ref Control->Consumed);
            if (start - consumed < Size)
                return true;
            if (!TMode.Overwrites)
                return false;

            // One that a writer has not committed whole cannot give way: its record would land in the next lap.
            var oldest = At(consumed);
            if (Volatile.Read(ref oldest->Delivered) != consumed + SubBufferSize)
                return false;
            long records = oldest->Records;
            if (Interlocked.CompareExchange(ref Control->Consumed, consumed + SubBufferSize, consumed) == consumed)
            {
                Interlocked.Add(ref Control->Overwritten, records);
                Interlocked.Increment(ref Control->OverwrittenSubBuffers);
            }
        }
    }

    /// <summary>Says where the records of a sub-buffer end. Before the commit that fills it.</summary>
    public void SetEnd<TClock>(SubBufferControl* subBuffer, long end, ulong now)
        where TClock : struct, IRingClock
    {
        subBuffer->End = end;
        if (!TClock.IsGiven)
            subBuffer->LastTime = now;
    }

    /// <summary>Hands a sub-buffer of which all is committed to the reader.</summary>
    public void Deliver(SubBufferControl* subBuffer, long start)
    {
        Volatile.Write(ref subBuffer->Sealed, start + SubBufferSize);
        Volatile.Write(ref subBuffer->Commit, 0);
        Volatile.Write(ref subBuffer->Delivered, start + SubBufferSize);
    }

    public SubBuffer Describe(long start)
    {
        var subBuffer = At(start);
        return new SubBuffer(
            start, (int)(subBuffer->End - start), subBuffer->Records, subBuffer->LostBefore, subBuffer->FirstTime, subBuffer->LastTime);
    }

    /// <summary>A sub-buffer that the reader may have.</summary>
    public bool TryDescribe(long start, out SubBuffer subBuffer)
    {
        if (Volatile.Read(ref At(start)->Delivered) != start + SubBufferSize)
        {
            subBuffer = default;
            return false;
        }

        subBuffer = Describe(start);
        return subBuffer.Used >= 0 && subBuffer.Used <= SubBufferSize;
    }

    /// <summary>Committed records that lie in the ring, or of one that overwrites, in whole sub-buffers of it.</summary>
    public long Committed<TMode>()
        where TMode : struct, IWriteMode
    {
        long records = 0;
        for (long start = Volatile.Read(ref Control->Consumed); start < Volatile.Read(ref Control->Reserved); start += SubBufferSize)
        {
            // The count is read before the seal: it is set to 0 after it.
            var subBuffer = At(start);
            long committed = Volatile.Read(ref subBuffer->Commit) >> 32;
            if (Volatile.Read(ref subBuffer->Sealed) == start + SubBufferSize)
                records += subBuffer->Records;
            else if (!TMode.Overwrites)
                records += committed;
        }

        return records;
    }
}
