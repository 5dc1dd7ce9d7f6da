using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>A <see cref="RelayBuffer{TStorage, TMode}"/> on a mapped file, which loses what does not fit: that of a recording's stream.</summary>
/// <remarks>
/// It names the types that the generic ones are made of, so that these are compiled ahead of time, with this assembly. Where another
/// assembly names them they are left to the JIT: 70 methods at the start of each recording, of which 30 are compiled a second time.
/// </remarks>
public sealed class MappedRelayBuffer : IDisposable
{
    private readonly RelayBuffer<MappedFile, Discard> _buffer;

    /// <summary>Makes an empty buffer on a file, which is the buffer's from now on.</summary>
    /// <param name="storage">The file.</param>
    /// <param name="cpu">Number of the CPU.</param>
    /// <param name="observer">Is told of the sub-buffers.</param>
    /// <exception cref="ArgumentException">The observer's header leaves no room in a sub-buffer.</exception>
    public MappedRelayBuffer(MappedFile storage, int cpu, IRelayObserver observer) => _buffer = new(storage, cpu, observer);

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.Losses"/>
    public RingLosses Losses => _buffer.Losses;

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.TryReserve"/>
    public bool TryReserve(int length, ulong time, out Span<byte> record) => _buffer.TryReserve(length, time, out record);

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.Commit"/>
    public void Commit() => _buffer.Commit();

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.Flush"/>
    public void Flush() => _buffer.Flush();

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.TryTake"/>
    public bool TryTake(out SubBuffer subBuffer) => _buffer.TryTake(out subBuffer);

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.Bytes"/>
    public ReadOnlySpan<byte> Bytes(int offset = 0) => _buffer.Bytes(offset);

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.Release"/>
    public void Release() => _buffer.Release();

    /// <inheritdoc cref="RelayBuffer{TStorage, TMode}.Dispose"/>
    public void Dispose() => _buffer.Dispose();
}
