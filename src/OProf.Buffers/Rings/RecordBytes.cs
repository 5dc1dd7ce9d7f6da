using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>How a record's bytes are put into a storage; positions are masked to offsets by the ring's size less one.</summary>
internal static unsafe class RecordBytes<TStorage, TClock, TFraming>
    where TStorage : struct, IRingStorage
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
{
    /// <summary>Writes what stands before the payload of a record that was reserved.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="mask">The ring's size less one.</param>
    /// <param name="position">The record's position.</param>
    /// <param name="length">Bytes of its payload.</param>
    /// <param name="now">Its time.</param>
    /// <param name="marks">Whether the record is marked as open; else its header is written with the commit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(ref TStorage storage, long mask, long position, int length, ulong now, bool marks)
    {
        if (!TFraming.IsFramed)
            return;
        if (marks)
            TFraming.Begin(storage.ForWrite(position & mask, out _), position, length);
        if (TClock.Size != 0)
            Unsafe.WriteUnaligned(storage.ForWrite((position + TFraming.HeaderSize) & mask, out _), now);
    }

    /// <summary>Marks a record as committed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Commit(ref TStorage storage, long mask, long position, int length)
    {
        if (TFraming.IsFramed)
            TFraming.Commit(storage.ForWrite(position & mask, out _), position, length);
    }

    /// <summary>Marks a record as given up; one that is not framed becomes zeros.</summary>
    public static void Abort(ref TStorage storage, long mask, long position, int length)
    {
        if (TFraming.IsFramed)
        {
            TFraming.Abort(storage.ForWrite(position & mask, out _), position, length);
            return;
        }

        while (length > 0)
        {
            byte* address = storage.ForWrite(position & mask, out long contiguous);
            int piece = (int)Math.Min(length, contiguous);
            new Span<byte>(address, piece).Clear();
            position += piece;
            length -= piece;
        }
    }

    /// <inheritdoc cref="IRecordRing.Payload"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Payload(ref TStorage storage, long mask, in Reservation reservation)
    {
        byte* address = storage.ForWrite(reservation.Payload & mask, out long contiguous);
        return new Span<byte>(address, TStorage.IsContiguous ? reservation.Length : (int)Math.Min(reservation.Length, contiguous));
    }

    /// <inheritdoc cref="IRecordRing.Write"/>
    public static void Write(ref TStorage storage, long mask, in Reservation reservation, int offset, ReadOnlySpan<byte> source)
    {
        if ((uint)offset > (uint)reservation.Length)
            return;
        if (source.Length > reservation.Length - offset)
            source = source[..(reservation.Length - offset)];
        if (!source.IsEmpty)
            StorageBytes.Write(ref storage, (reservation.Payload + offset) & mask, source);
    }
}
