using System.Buffers.Binary;
using OProf.Buffers.Rings;

namespace OProf.Buffers.Tests.Rings;

/// <summary>
/// Records that say who wrote them, which they are and how long they are, and whose other bytes follow from that: one that
/// is torn, mixed up or invented shows.
/// </summary>
internal static class NumberedRecords
{
    /// <summary>Bytes of the shortest one.</summary>
    public const int MinLength = 12;

    public static bool TryPut(ISubBufferRing ring, int writer, long number, int length)
    {
        if (!ring.TryReserve(length, (ulong)number, out var reservation))
            return false;
        Fill(ring, reservation, writer, number);
        ring.Commit(reservation);
        return true;
    }

    public static void Fill(ISubBufferRing ring, in Reservation reservation, int writer, long number)
    {
        Span<byte> bytes = stackalloc byte[reservation.Length];
        Make(bytes, writer, number);
        var payload = ring.Payload(reservation);
        bytes[..payload.Length].CopyTo(payload);
        ring.Write(reservation, payload.Length, bytes[payload.Length..]);
    }

    public static void Make(Span<byte> bytes, int writer, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)writer);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], (ushort)bytes.Length);
        for (int i = MinLength; i < bytes.Length; i++)
            bytes[i] = (byte)(number + (i * 7) + writer);
    }

    /// <summary>Reads one from the beginning of some bytes.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (int Writer, long Number, int Length) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MinLength)
            throw new InvalidDataException($"{bytes.Length} bytes are no record.");
        long number = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        int writer = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (length < MinLength || length > bytes.Length)
            throw new InvalidDataException($"A record of {length} bytes in {bytes.Length}.");
        for (int i = MinLength; i < length; i++)
        {
            if (bytes[i] != (byte)(number + (i * 7) + writer))
                throw new InvalidDataException($"Record {number} of writer {writer} is torn at byte {i}.");
        }

        return (writer, number, length);
    }
}
