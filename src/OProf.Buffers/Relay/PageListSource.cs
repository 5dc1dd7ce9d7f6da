using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>Each buffer is a ring of pages.</summary>
public sealed class PageListSource : IRelayStorageSource<PageList>
{
    /// <inheritdoc/>
    public PageList Create(int cpu, RingGeometry geometry) => new(geometry);

    /// <summary>Does nothing: the memory goes with the buffer.</summary>
    public void Remove(int cpu)
    {
    }
}
