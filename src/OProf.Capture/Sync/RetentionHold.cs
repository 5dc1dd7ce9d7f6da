namespace OProf.Capture.Sync;

/// <summary>Has an event buffer that overwrites keep what it has, for as long as this lives.</summary>
internal sealed class RetentionHold(EventBuffer buffer) : IDisposable
{
    private EventChunk? _pin = buffer.Pin();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pin, null) is { } pin)
            buffer.Unpin(pin);
    }
}
