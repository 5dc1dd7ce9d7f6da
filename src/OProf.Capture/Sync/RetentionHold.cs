namespace OProf.Capture.Sync;

/// <summary>Has an event buffer that overwrites keep what it has, for as long as this lives; one at a time.</summary>
internal sealed class RetentionHold : IDisposable
{
    private readonly EventBuffer _buffer;
    private readonly SemaphoreSlim _turn;

    /// <summary>Waits for its turn, and begins.</summary>
    public RetentionHold(EventBuffer buffer, SemaphoreSlim turn, CancellationToken cancellation)
    {
        _buffer = buffer;
        _turn = turn;
        turn.Wait(cancellation);
        buffer.PinAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Unpin();
        _turn.Release();
    }
}
