using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>Each buffer is one block of memory.</summary>
public sealed class FlatArraySource : IRelayStorageSource<FlatArray>
{
    /// <inheritdoc/>
    public FlatArray Create(int cpu, RingGeometry geometry) => new(geometry);

    /// <summary>Does nothing: the memory goes with the buffer.</summary>
    public void Remove(int cpu)
    {
    }
}
