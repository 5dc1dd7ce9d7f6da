using System.Buffers.Binary;
using OProf.Buffers.Relay;

namespace OProf.Capture.Recording.Ctf;

/// <summary>One stream of a recording: puts events behind each other into a buffer whose sub-buffers are packets. For one thread.</summary>
/// <remarks>
/// Invariant: times do not fall; a reader's clock stands at the time of the event before, or, for the first event of a
/// packet, at the packet's begin, which is that event's time. So 32 bits of time tell the rest, unless the step is longer.
/// </remarks>
internal sealed class CtfStream
{
    private const int CompactHead = 1 + sizeof(uint);
    private const int ExtendedHead = 1 + sizeof(uint) + sizeof(ulong);
    private const byte Extended = 255;

    private readonly MappedRelayBuffer _buffer;
    private ulong _last;

    /// <summary>Writes to a buffer.</summary>
    public CtfStream(MappedRelayBuffer buffer) => _buffer = buffer;

    /// <summary>Events that no packet is large enough for: they were lost, however much room there is.</summary>
    public long TooLarge => _buffer.Losses.TooLarge;

    /// <summary>Makes room for an event, and writes its head.</summary>
    /// <param name="id">Id of the event.</param>
    /// <param name="time">Its time; not before that of the last one.</param>
    /// <param name="length">Bytes of its body.</param>
    /// <param name="body">Room for the body; <see cref="Commit"/> follows when it has been written.</param>
    /// <returns>False where the buffer is full; it has counted the event as lost.</returns>
    public bool TryBegin(byte id, ulong time, int length, out Span<byte> body)
    {
        bool isCompact = time - _last <= uint.MaxValue;
        int head = isCompact ? CompactHead : ExtendedHead;
        if (!_buffer.TryReserve(head + length, time, out var room))
        {
            body = default;
            return false;
        }

        if (isCompact)
        {
            room[0] = id;
            BinaryPrimitives.WriteUInt32LittleEndian(room[1..], (uint)time);
        }
        else
        {
            room[0] = Extended;
            BinaryPrimitives.WriteUInt32LittleEndian(room[1..], id);
            BinaryPrimitives.WriteUInt64LittleEndian(room[5..], time);
        }

        _last = time;
        body = room[head..];
        return true;
    }

    /// <summary>Says that an event is whole.</summary>
    public void Commit() => _buffer.Commit();

    /// <summary>Ends the packet that is being filled.</summary>
    public void Flush() => _buffer.Flush();
}
