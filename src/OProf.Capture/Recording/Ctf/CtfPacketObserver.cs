using OProf.Buffers.Relay;
using OProf.Buffers.Rings;

namespace OProf.Capture.Recording.Ctf;

/// <summary>Makes each sub-buffer a packet: its head is written when it opens, and completed when it closes.</summary>
/// <param name="uuid">The trace's uuid.</param>
/// <param name="streamClass">Id of the stream's class.</param>
/// <param name="subBufferSize">Bytes of a sub-buffer.</param>
/// <param name="isLossy">Whether what the buffer refused is lost; false where its writer tries again until it fits.</param>
/// <param name="closing">Called by the writer before a packet can be taken.</param>
internal sealed class CtfPacketObserver(Guid uuid, uint streamClass, int subBufferSize, bool isLossy, Action closing) : IRelayObserver
{
    /// <inheritdoc/>
    public int HeaderSize => streamClass == CtfPacket.CpuStreamClass ? CtfPacket.CpuHeadSize : CtfPacket.DefinitionsHeadSize;

    /// <inheritdoc/>
    public bool SubBufferStart(int cpu, in SubBufferOpening opening)
    {
        CtfPacket.Open(opening.Header, uuid, streamClass, opening.Time, (ulong)(opening.Position / subBufferSize), cpu);
        return true;
    }

    /// <inheritdoc/>
    public void SubBufferEnd(int cpu, in SubBufferClosing end)
    {
        closing();
        var sub = end.SubBuffer;
        long discarded = isLossy ? end.Losses.Total : 0;
        CtfPacket.Close(end.Header, sub.LastTime, sub.Used, CtfPacket.Padded(sub.Used), (ulong)discarded);
    }
}
