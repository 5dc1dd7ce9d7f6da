using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <content>What a writer does at the ends of sub-buffers, and where a record is refused.</content>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch>
{
    /// <summary>Reserves where the record fills a sub-buffer to its end, or begins one, or others reserve at the same time.</summary>
    /// <returns>The record's position; -1 where it is lost.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ReserveSlowly(int total, ulong time, out ulong now)
    {
        while (true)
        {
            long position = Volatile.Read(ref _table.Control->Reserved);
            now = TClock.Read(time);
            int offset = (int)position & _table.OffsetMask;
            bool opens = offset == 0 || offset + total > _table.SubBufferSize;
            long record = position;
            if (opens)
            {
                if (offset != 0 && _table.IndexMask == 0)
                {
                    // The only sub-buffer there is: it can be entered again once it is closed.
                    CloseOpen();
                    continue;
                }

                long start = offset == 0 ? position : _table.StartOf(position) + _table.SubBufferSize;
                if (Volatile.Read(ref _table.Control->Stopped) != 0)
                    return SubBufferTable.Lose(ref _table.Control->Refused);
                if (!_table.HasRoom<TMode>(start))
                    return SubBufferTable.Lose(ref _table.Control->Full);
                record = start + _table.HeaderSize;
            }

            long end = record + total;
            if (!TWriters.TryAdvance(ref _table.Control->Reserved, position, end))
                continue;
            if (opens)
            {
                if (offset != 0)
                    Pad(position, TClock.IsGiven ? _table.At(position)->LastTime : now);
                if (!OpenSubBuffer(record - _table.HeaderSize, now, offset == 0 ? PaddingBefore(position) : _table.SubBufferSize - offset))
                {
                    Stop(record, total, now);
                    return SubBufferTable.Lose(ref _table.Control->Refused);
                }
            }

            if (((int)end & _table.OffsetMask) == 0)
                _table.SetEnd<TClock>(_table.At(record), end, now);
            return record;
        }
    }

    /// <summary>Bytes unused before a position where a sub-buffer begins; 0 while the writer that filled it has yet to say.</summary>
    private int PaddingBefore(long start)
    {
        long padding = start - Volatile.Read(ref _table.At(start - 1)->End);
        return padding > 0 && padding < _table.SubBufferSize ? (int)padding : 0;
    }

    /// <summary>Commits the rest of a sub-buffer from a position on as unused.</summary>
    private void Pad(long position, ulong now)
    {
        var subBuffer = _table.At(position);
        _table.SetEnd<TClock>(subBuffer, position, now);
        long start = _table.StartOf(position);
        AddCommitted(subBuffer, start, start + _table.SubBufferSize - position);
    }

    /// <summary>Opens a sub-buffer. Returns false where the observer stops the logging; then its header is not committed.</summary>
    private bool OpenSubBuffer(long start, ulong now, int previousPadding)
    {
        var subBuffer = _table.At(start);

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
            PreviousHeader = start != 0 && _table.IndexMask != 0 ? Header(start - _table.SubBufferSize) : default,
            PreviousPadding = start != 0 ? previousPadding : 0,
            Losses = Losses,
        });
        if (goesOn && _table.HeaderSize != 0)
            AddCommitted(subBuffer, start, _table.HeaderSize);
        return goesOn;
    }

    /// <summary>Takes back the record that the observer refused, and sees to it that each later one comes to the check of the stop.</summary>
    private void Stop(long record, int total, ulong now)
    {
        Volatile.Write(ref _table.Control->Stopped, 1);
        long start = record - _table.HeaderSize;
        if (TWriters.IsSingle)
        {
            Volatile.Write(ref _table.Control->Reserved, start);
            return;
        }

        // Others may have reserved behind it by now: theirs stays, and the sub-buffer is closed.
        long end = record + total;
        if (((int)end & _table.OffsetMask) == 0)
            _table.SetEnd<TClock>(_table.At(record), end, now);
        int length = TFraming.IsFramed ? total - FramingSize : total;
        RecordBytes<TStorage, TClock, TFraming>.Begin(ref _storage, _table.Mask, record, length, now, marks: true);
        AddCommitted(_table.At(record), start, _table.HeaderSize);
        Withdraw(new Reservation(record + FramingSize, length, now));
        CloseOpen();
    }

    private Span<byte> Header(long start) =>
        _table.HeaderSize == 0 ? default : new Span<byte>(_storage.ForHeader(start & _table.Mask, out _), _table.HeaderSize);

    private void AddCommitted(SubBufferControl* subBuffer, long start, long amount)
    {
        long count = TWriters.Add(ref subBuffer->Commit, amount);
        if ((uint)count == (uint)_table.SubBufferSize)
            Deliver(subBuffer, start, count);
    }

    /// <summary>Closes a sub-buffer of which all is committed, and hands it to the reader.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Deliver(SubBufferControl* subBuffer, long start, long count)
    {
        subBuffer->Records = count >> 32;
        _switch.Close(new SubBufferClosing
        {
            SubBuffer = _table.Describe(start),
            Header = Header(start),
            Padding = (int)(start + _table.SubBufferSize - subBuffer->End),
            Losses = Losses,
        });
        _table.Deliver(subBuffer, start);
    }

    /// <summary>Takes a reserved record back, or leaves it as one that nobody reads.</summary>
    private void Withdraw(in Reservation reservation)
    {
        long position = reservation.Payload - FramingSize;
        int total = Total(reservation.Length);
        if (TWriters.IsSingle)
        {
            // Nothing lies behind it, and nobody has seen it: the commit count does not hold it.
            Volatile.Write(ref _table.Control->Reserved, position);
            return;
        }

        RecordBytes<TStorage, TClock, TFraming>.Abort(
            ref _storage, _table.Mask, position, TFraming.IsFramed ? reservation.Length : total);
        AddCommitted(_table.At(position), _table.StartOf(position), total);
    }
}
