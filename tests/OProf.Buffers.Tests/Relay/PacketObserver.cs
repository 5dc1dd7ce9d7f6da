using System.Buffers.Binary;
using OProf.Buffers.Relay;
using OProf.Buffers.Rings;

namespace OProf.Buffers.Tests.Relay;

/// <summary>Writes a header of 32 bytes: position, bytes used (0 while open), losses at the end, time of the end.</summary>
internal sealed class PacketObserver : IRelayObserver
{
    public const int Size = 32;

    public int HeaderSize { get; init; } = Size;

    public int StopAt { get; init; } = int.MaxValue;

    public List<(long Position, bool HasPrevious, int Padding)> Opened { get; } = [];

    public List<SubBuffer> Closed { get; } = [];

    public List<string> Created { get; } = [];

    public List<string> Removed { get; } = [];

    public static long PositionIn(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt64LittleEndian(packet);

    public static long UsedIn(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt64LittleEndian(packet[8..]);

    public static long LostIn(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt64LittleEndian(packet[16..]);

    public bool SubBufferStart(int cpu, in SubBufferOpening opening)
    {
        if (Opened.Count == StopAt)
            return false;
        Opened.Add((opening.Position, opening.HasPrevious, opening.PreviousPadding));
        if (HeaderSize >= Size)
        {
            opening.Header.Clear();
            BinaryPrimitives.WriteInt64LittleEndian(opening.Header, opening.Position);
        }

        return true;
    }

    public void SubBufferEnd(int cpu, in SubBufferClosing closing)
    {
        Closed.Add(closing.SubBuffer);
        if (HeaderSize < Size)
            return;
        BinaryPrimitives.WriteInt64LittleEndian(closing.Header[8..], closing.SubBuffer.Used);
        BinaryPrimitives.WriteInt64LittleEndian(closing.Header[16..], closing.Losses.Total);
        BinaryPrimitives.WriteUInt64LittleEndian(closing.Header[24..], closing.SubBuffer.LastTime);
    }

    public void FileCreated(int cpu, string path) => Created.Add(path);

    public void FileRemoved(int cpu, string path) => Removed.Add(path);
}
