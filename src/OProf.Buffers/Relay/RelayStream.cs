using OProf.Buffers.Native;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>What a channel has for a CPU: the buffer, and the file its sub-buffers go to, if it does not overwrite.</summary>
internal sealed class RelayStream<TStorage, TMode> : IDisposable
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
{
    private readonly IRelayStorageSource<TStorage> _storage;
    private readonly IRelayObserver _observer;
    private readonly RelayFile? _file;
    private SubBuffer _held;
    private bool _holds;
    private bool _isUndone;

    private RelayStream(int cpu, TStorage storage, RelayFile? file, IRelayStorageSource<TStorage> source, IRelayObserver observer)
    {
        _storage = source;
        _observer = observer;
        _file = file;
        Buffer = new RelayBuffer<TStorage, TMode>(storage, cpu, observer, Forget);
    }

    public RelayBuffer<TStorage, TMode> Buffer { get; }

    public static RelayStream<TStorage, TMode> Open(
        int cpu, string? path, RingGeometry geometry, IRelayStorageSource<TStorage> source, IRelayObserver observer)
    {
        var storage = source.Create(cpu, geometry);
        RelayFile? file = null;
        try
        {
            file = path != null ? RelayFile.Create(path) : null;
            var stream = new RelayStream<TStorage, TMode>(cpu, storage, file, source, observer);
            if (path != null)
                observer.FileCreated(cpu, path);
            return stream;
        }
        catch
        {
            if (file != null)
            {
                file.Dispose();
                _ = Unlink.Invoke(file.Path);
            }

            storage.Dispose();
            source.Remove(cpu);
            throw;
        }
    }

    /// <summary>Writes the sub-buffers that are whole to the file; one that failed before comes first.</summary>
    public long WriteOut()
    {
        long packets = 0;
        while (_holds || Buffer.TryTake(out _held))
        {
            _holds = true;
            _file!.Write(Buffer, _held);
            Buffer.Release();
            _holds = false;
            packets++;
        }

        return packets;
    }

    /// <summary>As if it had never been opened.</summary>
    public void Undo()
    {
        _isUndone = true;
        Dispose();
        if (_file == null)
            return;
        _ = Unlink.Invoke(_file.Path);
        _observer.FileRemoved(Buffer.Cpu, _file.Path);
    }

    public void Dispose()
    {
        _file?.Dispose();
        Buffer.Dispose();
    }

    private void Forget()
    {
        if (_isUndone || TMode.Overwrites || Buffer.Entries == 0)
            _storage.Remove(Buffer.Cpu);
    }
}
