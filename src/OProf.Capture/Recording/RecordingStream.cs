using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using OProf.Buffers.Relay;
using OProf.Buffers.Storage;
using OProf.Capture.Recording.Ctf;

namespace OProf.Capture.Recording;

/// <summary>
/// One stream of a recording: its buffer, which lies in a mapped file, and its stream file. One thread writes events, another
/// one moves whole packets from the buffer to the file.
/// </summary>
/// <remarks>
/// Invariant: what a packet in a stream file refers to is in the file of the definitions, wherever the recording ends. The
/// definitions that were said by then become packets before the packet that refers to them can be taken, and are moved
/// before it.
/// </remarks>
internal sealed class RecordingStream : IDisposable
{
    private readonly MappedRelayBuffer _buffer;
    private readonly SafeFileHandle _file;
    private readonly byte[] _padding = new byte[8];
    private readonly RecordingStream? _definitions;
    private bool _hasComplete;
    private long _length;

    /// <summary>Makes the buffer and the stream file.</summary>
    /// <param name="folder">The recording.</param>
    /// <param name="name">Name of both files.</param>
    /// <param name="cpu">The CPU; 0 for the definitions.</param>
    /// <param name="streamClass">Id of the stream's class.</param>
    /// <param name="uuid">Uuid of the trace.</param>
    /// <param name="geometry">Shape of the buffer.</param>
    /// <param name="isLossy">Whether an event that does not fit is lost.</param>
    /// <param name="definitions">What the events refer to; of the same two threads. Null for the definitions themselves.</param>
    /// <exception cref="IOException">They could not be made.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The buffer owns the storage.")]
    public RecordingStream(
        RecordingFolder folder, string name, int cpu, uint streamClass, Guid uuid, RingGeometry geometry, bool isLossy, RecordingStream? definitions)
    {
        Cpu = cpu;
        _definitions = definitions;
        var storage = new MappedFile(Path.Combine(folder.Buffers, name), geometry, cpu, uuid);
        _buffer = new MappedRelayBuffer(storage, cpu, new CtfPacketObserver(
            uuid, streamClass, geometry.SubBufferSize, isLossy, PacketCloses));
        try
        {
            string path = Path.Combine(folder.Path, name);
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch
        {
            _buffer.Dispose();
            throw;
        }

        Events = new CtfStream(_buffer);
    }

    /// <summary>The CPU.</summary>
    public int Cpu { get; }

    /// <summary>Takes the events.</summary>
    public CtfStream Events { get; }

    /// <summary>Bytes that are in the stream file.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Whether a packet was completed since this was asked the last time. For the thread that writes the events.</summary>
    public bool TakeComplete()
    {
        bool hasComplete = _hasComplete;
        _hasComplete = false;
        return hasComplete;
    }

    /// <summary>Moves the packets that are complete to the stream file, each as a whole or not at all.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="IOException">The file cannot take them; it ends with the last whole packet then, and the others stay in the buffer.</exception>
    public bool Drain()
    {
        bool any = false;
        while (_buffer.TryTake(out var packet))
        {
            var bytes = _buffer.Bytes();
            int padding = CtfPacket.Padded(packet.Used) - packet.Used;
            _definitions?.Drain();
            try
            {
                RandomAccess.Write(_file, bytes[..packet.Used], _length);
                if (padding > 0)
                    RandomAccess.Write(_file, _padding.AsSpan(0, padding), _length + packet.Used);
            }
            catch (IOException)
            {
                RandomAccess.SetLength(_file, _length);
                throw;
            }

            Volatile.Write(ref _length, _length + packet.Used + padding);
            _buffer.Release();
            any = true;
        }

        return any;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _file.Dispose();
    }

    // By the writer, before the packet can be taken.
    private void PacketCloses()
    {
        _hasComplete = true;
        _definitions?.Events.Flush();
    }
}
