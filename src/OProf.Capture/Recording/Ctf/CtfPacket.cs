using System.Buffers.Binary;

namespace OProf.Capture.Recording.Ctf;

/// <summary>
/// The head of a packet as OProf writes it: packet header and packet context of Common Trace Format 1.8 (sections 5.1 and
/// 5.2), all fields little-endian and aligned to bytes, in the order in which <see cref="CtfMetadata"/> declares them.
/// </summary>
/// <remarks>
/// <code>
///  0 magic | 4 uuid | 20 stream id | 24 begin | 32 end | 40 content size | 48 packet size | 56 number | 64 discarded | 72 CPU
/// </code>
/// The CPU is there in the streams of CPUs only.
/// </remarks>
public static class CtfPacket
{
    /// <summary>First word of every packet.</summary>
    public const uint Magic = 0xC1FC1FC1;

    /// <summary>Bytes of the head of a packet of a CPU's stream.</summary>
    public const int CpuHeadSize = 76;

    /// <summary>Bytes of the head of a packet of the definitions.</summary>
    public const int DefinitionsHeadSize = 72;

    /// <summary>Id of the class of the CPUs' streams.</summary>
    public const uint CpuStreamClass = 0;

    /// <summary>Id of the class of the definitions' stream.</summary>
    public const uint DefinitionsStreamClass = 1;

    private const int BeginOffset = 24;
    private const int EndOffset = 32;

    /// <summary>Writes what is known when a packet begins; the other fields are zero until <see cref="Close"/>.</summary>
    /// <param name="head">Room for the head.</param>
    /// <param name="uuid">The trace's uuid.</param>
    /// <param name="streamClass">Id of the stream's class.</param>
    /// <param name="begin">Time of the packet's first event.</param>
    /// <param name="number">Number of the packet in its stream; 0 and up.</param>
    /// <param name="cpu">The CPU; not used for the definitions.</param>
    public static void Open(Span<byte> head, Guid uuid, uint streamClass, ulong begin, ulong number, int cpu)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        uuid.TryWriteBytes(head[4..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(head[20..], streamClass);
        BinaryPrimitives.WriteUInt64LittleEndian(head[BeginOffset..], begin);
        head[EndOffset..56].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(head[56..], number);
        head[64..72].Clear();
        if (streamClass == CpuStreamClass)
            BinaryPrimitives.WriteInt32LittleEndian(head[72..], cpu);
    }

    /// <summary>Writes what is known when a packet is over.</summary>
    /// <param name="head">Its head.</param>
    /// <param name="end">Time of its last event.</param>
    /// <param name="contentBytes">Bytes of the head and the events.</param>
    /// <param name="packetBytes">Bytes of the packet, padding included.</param>
    /// <param name="discarded">Events of the stream that did not fit, from its beginning up to here.</param>
    public static void Close(Span<byte> head, ulong end, int contentBytes, int packetBytes, ulong discarded)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(head[EndOffset..], end);
        BinaryPrimitives.WriteUInt64LittleEndian(head[40..], (ulong)contentBytes * 8);
        BinaryPrimitives.WriteUInt64LittleEndian(head[48..], (ulong)packetBytes * 8);
        BinaryPrimitives.WriteUInt64LittleEndian(head[64..], discarded);
    }

    /// <summary>Bytes of a packet of so many used ones: packets are padded to 8 bytes.</summary>
    public static int Padded(int used) => (used + 7) & ~7;
}
