namespace OProf.Capture.Sources.EventPipe;

/// <summary>Holds a connection open until a marker is armed with it, or is not.</summary>
internal sealed class OpenedEvents(EventPipeLease lease) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => lease.Release();
}
