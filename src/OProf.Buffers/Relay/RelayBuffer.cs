using System.Runtime.CompilerServices;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>
/// The buffer of one CPU: one thread writes self-describing records to it, one thread takes whole sub-buffers out.
/// </summary>
/// <remarks>
/// Writer: <c>if (buffer.TryReserve(length, time, out var record)) { fill record; buffer.Commit(); }</c>, and
/// <see cref="Flush"/> from time to time and at the end. Consumer, on any one thread at a time:
/// <c>while (buffer.TryTake(out var packet)) { write buffer.Bytes(); buffer.Release(); }</c>. It lives until its last
/// reference goes.
/// <para>
/// On a <see cref="MappedFile"/>, what was taken and not yet released when the process ends is found again by
/// <see cref="RelayRecovery"/>. A consumer that writes to a file may have written it by then, or a part of it: whoever
/// recovers cuts the file back to its last whole packet and leaves out what is there (<see cref="SubBuffer.Position"/> by
/// the sub-buffer size numbers the packets without a gap).
/// </para>
/// </remarks>
/// <typeparam name="TStorage">Where the bytes lie. The payload of a record is contiguous on <see cref="FlatArray"/> and <see cref="MappedFile"/>.</typeparam>
/// <typeparam name="TMode">What gives way when it is full.</typeparam>
public sealed class RelayBuffer<TStorage, TMode> : IDisposable
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
{
    private readonly LockFreeRing<TStorage, TMode, GivenClock, Unframed, SingleWriter, RelaySwitch> _ring;
    private readonly Action? _onLastReference;
    private Reservation _open;
    private int _references = 1;

    /// <summary>Makes an empty buffer on a storage, which is the buffer's from now on.</summary>
    /// <param name="storage">Where the bytes lie.</param>
    /// <param name="cpu">Number of the CPU.</param>
    /// <param name="observer">Is told of the sub-buffers.</param>
    /// <param name="onLastReference">Called once, before the storage goes.</param>
    /// <exception cref="ArgumentException">The observer's header leaves no room in a sub-buffer.</exception>
    public RelayBuffer(TStorage storage, int cpu, IRelayObserver observer, Action? onLastReference = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Cpu = cpu;
        _onLastReference = onLastReference;
        _ring = new(storage, new RelaySwitch(observer, cpu));
    }

    /// <summary>Number of the CPU.</summary>
    public int Cpu { get; }

    /// <summary>Its shape.</summary>
    public RingGeometry Geometry => _ring.Geometry;

    /// <summary>Longest record, bytes.</summary>
    public int MaxLength => _ring.MaxLength;

    /// <summary>Records lost, by cause.</summary>
    public RingLosses Losses => _ring.Losses;

    /// <summary>Records that were consumed with their sub-buffers.</summary>
    public long Taken => _ring.Taken;

    /// <summary>Committed records that were not yet consumed; of a buffer that overwrites, those in closed sub-buffers.</summary>
    public long Entries => _ring.Entries;

    /// <summary>Whether the observer stopped the logging.</summary>
    public bool IsStopped => _ring.IsStopped;

    /// <summary>Sub-buffers that were overwritten.</summary>
    public long OverwrittenSubBuffers => _ring.OverwrittenSubBuffers;

    /// <summary>Makes room for a record. By the writer; it commits or aborts one before it reserves the next.</summary>
    /// <param name="length">Bytes, 1 to <see cref="MaxLength"/>. Zero is nothing: false, and nothing is counted.</param>
    /// <param name="time">Its time, CLOCK_MONOTONIC nanoseconds: the first and last of a sub-buffer become that one's times.</param>
    /// <param name="record">Where it is to be written; what lies there is undefined. On a page list, as far as the page goes.</param>
    /// <returns>False where the record is lost; its cause is counted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, ulong time, out Span<byte> record)
    {
        if (!_ring.TryReserve(length, time, out _open))
        {
            record = default;
            return false;
        }

        record = _ring.Payload(_open);
        return true;
    }

    /// <summary>Fills a part of the record that was reserved, across pages.</summary>
    /// <param name="offset">Where in the record.</param>
    /// <param name="source">The bytes; what goes beyond the record is left out.</param>
    public void Write(int offset, ReadOnlySpan<byte> source) => _ring.Write(_open, offset, source);

    /// <summary>Publishes the record that was reserved: from here on it survives the process, on a <see cref="MappedFile"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit() => _ring.Commit(_open);

    /// <summary>Gives up the record that was reserved; its room is free again, and it is counted as aborted.</summary>
    public void Abort() => _ring.Abort(_open);

    /// <summary>Writes a whole record.</summary>
    /// <returns>False where it is lost; its cause is counted.</returns>
    public bool TryAppend(ReadOnlySpan<byte> record, ulong time)
    {
        if (!TryReserve(record.Length, time, out _))
            return false;
        Write(0, record);
        Commit();
        return true;
    }

    /// <summary>Closes the sub-buffer that is being filled, if it holds a record, so that it can be taken. By the writer.</summary>
    public void Flush() => _ring.Flush();

    /// <inheritdoc cref="ISubBufferRing.TryTake"/>
    public bool TryTake(out SubBuffer subBuffer) => _ring.TryTake(out subBuffer);

    /// <inheritdoc cref="ISubBufferRing.Bytes"/>
    public ReadOnlySpan<byte> Bytes(int offset = 0) => _ring.Bytes(offset);

    /// <inheritdoc cref="ISubBufferRing.Release"/>
    public void Release() => _ring.Release();

    /// <inheritdoc cref="ISubBufferRing.TryCopy"/>
    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer) =>
        _ring.TryCopy(ref position, destination, out subBuffer);

    /// <summary>Takes another reference; it is given back by <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The last one is gone.</exception>
    public void AddReference() => ReferenceCount.Add(ref _references, this);

    /// <summary>Gives a reference back; with the last one the storage goes.</summary>
    public void Dispose()
    {
        if (!ReferenceCount.Release(ref _references))
            return;
        _onLastReference?.Invoke();
        _ring.Dispose();
    }
}
