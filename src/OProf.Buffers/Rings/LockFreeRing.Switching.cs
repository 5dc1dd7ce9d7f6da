using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <content>What a writer does at the ends of sub-buffers, and where a record is refused.</content>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Refuse(int length, out Reservation reservation)
    {
        // A write of nothing is nothing; nothing is lost by it.
        if (length != 0)
            Interlocked.Increment(ref _control->TooLarge);
        reservation = default;
        return false;
    }

    private static bool Lose(ref long cause, out Reservation reservation)
    {
        Interlocked.Increment(ref cause);
        reservation = default;
        return false;
    }

    /// <summary>Reserves where the record fills a sub-buffer to its end, or begins one, or others reserve at the same time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReserveSlowly(int length, int total, ulong time, out Reservation reservation)
    {
        while (true)
        {
            long position = Volatile.Read(ref _control->Reserved);
            ulong now = TClock.Read(time);
            int offset = (int)position & (_subBufferSize - 1);
            bool opens = offset == 0 || offset + total > _subBufferSize;
            long record = position;
            if (opens)
            {
                if (offset != 0 && _indexMask == 0)
                {
                    // The only sub-buffer there is: it can be entered again once it is closed.
                    Flush();
                    continue;
                }

                long start = offset == 0 ? position : StartOf(position) + _subBufferSize;
                if (Volatile.Read(ref _control->Stopped) != 0)
                    return Lose(ref _control->Refused, out reservation);
                if (!HasRoom(start))
                    return Lose(ref _control->Full, out reservation);
                record = start + _headerSize;
            }

            long end = record + total;
            if (!TWriters.TryAdvance(ref _control->Reserved, position, end))
                continue;
            if (opens)
            {
                if (offset != 0)
                    Pad(position, TClock.IsGiven ? SubBufferAt(position)->LastTime : now);
                if (!OpenSubBuffer(record - _headerSize, now, offset == 0 ? PaddingBefore(position) : _subBufferSize - offset))
                {
                    Stop(record, length, now);
                    return Lose(ref _control->Refused, out reservation);
                }
            }

            if (((int)end & (_subBufferSize - 1)) == 0)
                SetEnd(SubBufferAt(record), end, now);
            Begin(record, length, now);
            reservation = new Reservation(record + FramingSize, length, now);
            return true;
        }
    }

    /// <summary>Whether a sub-buffer may be entered; in overwrite mode, makes the oldest ones give way.</summary>
    private bool HasRoom(long start)
    {
        while (true)
        {
            long consumed = Volatile.Read(ref _control->Consumed);
            if (start - consumed < _size)
                return true;
            if (!TMode.Overwrites)
                return false;

            // One that a writer has not committed whole cannot give way: its record would land in the next lap.
            var oldest = SubBufferAt(consumed);
            if (Volatile.Read(ref oldest->Delivered) != consumed + _subBufferSize)
                return false;
            long records = oldest->Records;
            if (Interlocked.CompareExchange(ref _control->Consumed, consumed + _subBufferSize, consumed) == consumed)
            {
                Interlocked.Add(ref _control->Overwritten, records);
                Interlocked.Increment(ref _control->OverwrittenSubBuffers);
            }
        }
    }

    /// <summary>Bytes unused before a position where a sub-buffer begins; 0 while the writer that filled it has yet to say.</summary>
    private int PaddingBefore(long start)
    {
        long padding = start - Volatile.Read(ref SubBufferAt(start - 1)->End);
        return padding > 0 && padding < _subBufferSize ? (int)padding : 0;
    }

    private void SetEnd(SubBufferControl* subBuffer, long end, ulong now)
    {
        subBuffer->End = end;
        if (!TClock.IsGiven)
            subBuffer->LastTime = now;
    }

    /// <summary>Commits the rest of a sub-buffer from a position on as unused.</summary>
    private void Pad(long position, ulong now)
    {
        var subBuffer = SubBufferAt(position);
        SetEnd(subBuffer, position, now);
        long start = StartOf(position);
        AddCommitted(subBuffer, start, start + _subBufferSize - position);
    }

    /// <summary>Opens a sub-buffer. Returns false where the observer stops the logging; then its header is not committed.</summary>
    private bool OpenSubBuffer(long start, ulong now, int previousPadding)
    {
        var subBuffer = SubBufferAt(start);

        // A single writer that gave up the first record of a sub-buffer without header enters it again.
        if (TWriters.IsSingle && subBuffer->Opened == start)
            return true;
        subBuffer->FirstTime = now;
        subBuffer->LostBefore = Losses.Total;
        Volatile.Write(ref subBuffer->Opened, start);
        bool goesOn = _switch.Open(new SubBufferOpening
        {
            Position = start,
            Header = Header(start),
            Time = now,
            HasPrevious = start != 0,
            PreviousHeader = start != 0 && _indexMask != 0 ? Header(start - _subBufferSize) : default,
            PreviousPadding = start != 0 ? previousPadding : 0,
            Losses = Losses,
        });
        if (goesOn && _headerSize != 0)
            AddCommitted(subBuffer, start, _headerSize);
        return goesOn;
    }

    /// <summary>Takes back the record that the observer refused, and sees to it that each later one comes to the check of the stop.</summary>
    private void Stop(long record, int length, ulong now)
    {
        Volatile.Write(ref _control->Stopped, 1);
        long start = record - _headerSize;
        if (TWriters.IsSingle)
        {
            Volatile.Write(ref _control->Reserved, start);
            return;
        }

        // Others may have reserved behind it by now: theirs stays, and the sub-buffer is closed.
        long end = record + Total(length);
        if (((int)end & (_subBufferSize - 1)) == 0)
            SetEnd(SubBufferAt(record), end, now);
        Begin(record, length, now);
        AddCommitted(SubBufferAt(record), start, _headerSize);
        Withdraw(new Reservation(record + FramingSize, length, now));
        Flush();
    }

    private Span<byte> Header(long start) =>
        _headerSize == 0 ? default : new Span<byte>(_storage.ForHeader(start & (_size - 1), out _), _headerSize);

    private void AddCommitted(SubBufferControl* subBuffer, long start, long amount)
    {
        long count = TWriters.Add(ref subBuffer->Commit, amount);
        if ((uint)count == (uint)_subBufferSize)
            Deliver(start, count);
    }

    /// <summary>Closes a sub-buffer of which all is committed, and hands it to the reader.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Deliver(long start, long count)
    {
        var subBuffer = SubBufferAt(start);
        subBuffer->Records = count >> 32;
        _switch.Close(new SubBufferClosing
        {
            SubBuffer = Describe(start, subBuffer),
            Header = Header(start),
            Padding = (int)(start + _subBufferSize - subBuffer->End),
            Losses = Losses,
        });
        Volatile.Write(ref subBuffer->Sealed, start + _subBufferSize);
        Volatile.Write(ref subBuffer->Commit, 0);
        Volatile.Write(ref subBuffer->Delivered, start + _subBufferSize);
    }

    /// <summary>Takes a reserved record back, or leaves it as one that nobody reads.</summary>
    private void Withdraw(in Reservation reservation)
    {
        long position = reservation.Payload - FramingSize;
        int total = Total(reservation.Length);
        if (TWriters.IsSingle)
        {
            // Nothing lies behind it, and nobody has seen it: the commit count does not hold it.
            Volatile.Write(ref _control->Reserved, position);
            return;
        }

        if (TFraming.IsFramed)
            TFraming.Abort(_storage.ForWrite(position & (_size - 1), out _), reservation.Length);
        else
            Clear(position, total);
        AddCommitted(SubBufferAt(position), StartOf(position), total);
    }

    private void Clear(long position, int length)
    {
        while (length > 0)
        {
            byte* address = _storage.ForWrite(position & (_size - 1), out long contiguous);
            int piece = (int)Math.Min(length, contiguous);
            new Span<byte>(address, piece).Clear();
            position += piece;
            length -= piece;
        }
    }

    private SubBuffer Describe(long start, SubBufferControl* subBuffer) => new(
        start, (int)(subBuffer->End - start), subBuffer->Records, subBuffer->LostBefore, subBuffer->FirstTime, subBuffer->LastTime);
}
