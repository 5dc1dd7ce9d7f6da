using OProf.Analysis.Symbols.Files;
using OProf.Buffers.Relay;
using OProf.Capture.Recording;
using CtfPacket = OProf.Capture.Recording.Ctf.CtfPacket;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>The packets that lie in the buffer of a stream and not, or not whole, in its file.</summary>
internal sealed class RecoveredPackets : IByteSource
{
    private readonly byte[] _bytes;

    private RecoveredPackets(string name, byte[] bytes, long cutOff)
    {
        Name = name;
        _bytes = bytes;
        CutOff = cutOff;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ulong Length => (ulong)_bytes.Length;

    /// <summary>Bytes of the event that was being written when the process ended; no more than one event's.</summary>
    public long CutOff { get; }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> buffer)
    {
        if (offset > Length || (ulong)buffer.Length > Length - offset)
            throw new IOException($"{Name} has no {buffer.Length} bytes at offset {offset}.");
        _bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
    }

    /// <summary>Takes a stream's packets out of its buffer.</summary>
    /// <param name="path">The buffer.</param>
    /// <param name="uuid">Uuid of the trace.</param>
    /// <param name="next">Number of the first packet that is not whole in the stream file.</param>
    /// <exception cref="InvalidDataException">The file is no such buffer, or not this user's own.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecoveredPackets Open(string path, Guid? uuid, ulong next)
    {
        using var buffer = RelayRecovery.Open(path, uuid);
        bool isCpu = RecordingFolder.IsOfCpu(Path.GetFileName(path));
        int headSize = isCpu ? CtfPacket.CpuHeadSize : CtfPacket.DefinitionsHeadSize;
        using var bytes = new MemoryStream();
        foreach (var packet in buffer.SubBuffers)
        {
            if (packet.Used <= headSize || (ulong)(packet.Position / buffer.Geometry.SubBufferSize) < next)
                continue;
            byte[] content = new byte[CtfPacket.Padded(packet.Used)];
            buffer.Read(packet, content);
            if (!packet.IsClosed)
                CtfPacket.Close(content, packet.LastTime, packet.Used, content.Length, isCpu ? (ulong)buffer.Losses.Total : 0);
            bytes.Write(content);
        }

        return new RecoveredPackets(path, bytes.ToArray(), buffer.CutOff);
    }
}
