using System.Globalization;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>
/// A buffer for each CPU and a file <c>&lt;base&gt;&lt;cpu&gt;</c> for each, to which whole sub-buffers go without being
/// copied. Of a channel that overwrites, the files are made by <see cref="Snapshot"/>. It lives until its last reference
/// goes, and so does each buffer.
/// </summary>
/// <remarks>
/// Writers use the buffers, one thread each at a time; one thread at a time calls <see cref="WriteOut"/>,
/// <see cref="Snapshot"/> or <see cref="Close"/>. CPUs may be added at any time by any thread. A CPU that goes keeps its
/// buffer: what it holds goes out with the final flush, and the buffer is used again when the CPU is back.
/// </remarks>
/// <typeparam name="TStorage">Where the bytes lie.</typeparam>
/// <typeparam name="TMode">What gives way when a buffer is full.</typeparam>
public sealed class RelayChannel<TStorage, TMode> : IDisposable
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
{
    private readonly IRelayStorageSource<TStorage> _storage;
    private readonly IRelayObserver _observer;
    private readonly object _adding = new();
    private RelayStream<TStorage, TMode>?[] _streams = [];
    private int _references = 1;

    /// <summary>Opens a channel. Where anything fails, all that was made is undone: no file is left.</summary>
    /// <param name="basePath">The path of the files up to the CPU's number; the folder has to be there, the files must not.</param>
    /// <param name="geometry">The shape of each buffer.</param>
    /// <param name="storage">Makes the buffers' storages.</param>
    /// <param name="cpus">The CPUs that are online.</param>
    /// <param name="observer">Is told of sub-buffers and files; null for none.</param>
    /// <exception cref="ArgumentException">There is no CPU, one is named twice, a number is negative, or the observer's header is too large.</exception>
    /// <exception cref="IOException">A file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public RelayChannel(
        string basePath, RingGeometry geometry, IRelayStorageSource<TStorage> storage, IEnumerable<int> cpus, IRelayObserver? observer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(basePath);
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(cpus);
        if (geometry.SubBufferCount == 0)
            throw new ArgumentException("The buffers have no shape.", nameof(geometry));
        BasePath = basePath;
        Geometry = geometry;
        _storage = storage;
        _observer = observer ?? NullRelayObserver.Instance;
        try
        {
            foreach (int cpu in cpus)
            {
                if (!AddCpu(cpu))
                    throw new ArgumentException($"CPU {cpu} is named twice.", nameof(cpus));
            }

            if (!Streams.Any())
                throw new ArgumentException("A channel has at least one CPU.", nameof(cpus));
        }
        catch
        {
            foreach (var stream in Streams)
                stream.Undo();
            throw;
        }
    }

    /// <summary>The path of the files up to the CPU's number.</summary>
    public string BasePath { get; }

    /// <summary>The shape of each buffer.</summary>
    public RingGeometry Geometry { get; }

    /// <summary>The CPUs that have a buffer, in their order.</summary>
    public IEnumerable<int> Cpus => Streams.Select(stream => stream.Buffer.Cpu);

    private IEnumerable<RelayStream<TStorage, TMode>> Streams => Volatile.Read(ref _streams).OfType<RelayStream<TStorage, TMode>>();

    /// <summary>Makes buffer and file for a CPU that came up, if it has none yet.</summary>
    /// <returns>False where it has: the CPU is back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="IOException">A file cannot be made; nothing is left of it, and the channel is as it was.</exception>
    public bool AddCpu(int cpu)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        lock (_adding)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _references) == 0, this);
            if (Find(cpu) != null)
                return false;
            var streams = new RelayStream<TStorage, TMode>?[Math.Max(_streams.Length, cpu + 1)];
            _streams.CopyTo(streams, 0);
            streams[cpu] = RelayStream<TStorage, TMode>.Open(cpu, TMode.Overwrites ? null : PathOf(BasePath, cpu), Geometry, _storage, _observer);
            Volatile.Write(ref _streams, streams);
            return true;
        }
    }

    /// <summary>The buffer of a CPU; null where it has none. Who keeps it beyond the channel's life takes a reference.</summary>
    public RelayBuffer<TStorage, TMode>? BufferOf(int cpu) => Find(cpu)?.Buffer;

    /// <summary>Committed records of a CPU that were not yet consumed; 0 where it has no buffer.</summary>
    public long Entries(int cpu) => Find(cpu)?.Buffer.Entries ?? 0;

    /// <summary>Closes the sub-buffers that are being filled. By the writer's thread.</summary>
    public void Flush()
    {
        foreach (var stream in Streams)
            stream.Buffer.Flush();
    }

    /// <summary>Writes all sub-buffers that are whole to their files.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="RelayWriteException">
    /// One could not be written, because the disk is full for instance. It stays in its buffer, all before it are whole in
    /// their files, and the next call tries again.
    /// </exception>
    /// <exception cref="InvalidOperationException">The channel overwrites: it is written by <see cref="Snapshot"/>.</exception>
    public long WriteOut()
    {
        if (TMode.Overwrites)
            throw new InvalidOperationException("A channel that overwrites is written by a snapshot.");
        long packets = 0;
        foreach (var stream in Streams)
            packets += stream.WriteOut();
        return packets;
    }

    /// <summary>
    /// Copies the sub-buffers that are whole to files of another name, oldest first, and leaves them where they are; the
    /// writers go on. What is overwritten meanwhile is left out.
    /// </summary>
    /// <param name="basePath">The path of the files up to the CPU's number; they must not be there.</param>
    /// <returns>How many.</returns>
    /// <exception cref="RelayWriteException">One could not be written.</exception>
    /// <exception cref="IOException">A file cannot be made.</exception>
    public long Snapshot(string basePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(basePath);
        byte[] copy = GC.AllocateUninitializedArray<byte>(Geometry.SubBufferSize);
        long packets = 0;
        foreach (var stream in Streams)
        {
            string path = PathOf(basePath, stream.Buffer.Cpu);
            using var file = RelayFile.Create(path);
            _observer.FileCreated(stream.Buffer.Cpu, path);
            for (long position = 0; stream.Buffer.TryCopy(ref position, copy, out var subBuffer); packets++)
                file.Write(copy.AsSpan(0, subBuffer.Used));
        }

        return packets;
    }

    /// <summary>
    /// The final flush: closes what is being filled and writes all of it out, also of CPUs that are gone. No writer may
    /// write any more. A channel that overwrites has nothing to write out.
    /// </summary>
    /// <exception cref="RelayWriteException">A sub-buffer could not be written.</exception>
    public void Close()
    {
        Flush();
        if (!TMode.Overwrites)
            WriteOut();
    }

    /// <summary>Takes another reference; it is given back by <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The last one is gone.</exception>
    public void AddReference() => ReferenceCount.Add(ref _references, this);

    /// <summary>
    /// Gives a reference back; with the last one the files are closed, and the buffers go unless somebody keeps them. Files
    /// of mapped buffers are removed, except where they hold records that were not written out.
    /// </summary>
    public void Dispose()
    {
        if (!ReferenceCount.Release(ref _references))
            return;
        foreach (var stream in Streams)
            stream.Dispose();
    }

    private static string PathOf(string basePath, int cpu) => basePath + cpu.ToString(CultureInfo.InvariantCulture);

    private RelayStream<TStorage, TMode>? Find(int cpu)
    {
        var streams = Volatile.Read(ref _streams);
        return (uint)cpu < (uint)streams.Length ? streams[cpu] : null;
    }
}
