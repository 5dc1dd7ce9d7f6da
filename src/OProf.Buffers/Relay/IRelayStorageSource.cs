using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>Makes the storages of a channel's buffers.</summary>
public interface IRelayStorageSource<TStorage>
    where TStorage : struct, IRingStorage
{
    /// <summary>Makes the storage for a CPU.</summary>
    /// <exception cref="IOException">It cannot be made; nothing is left of it.</exception>
    TStorage Create(int cpu, RingGeometry geometry);

    /// <summary>Removes what would outlive the process, once nobody needs it any more.</summary>
    void Remove(int cpu);
}
