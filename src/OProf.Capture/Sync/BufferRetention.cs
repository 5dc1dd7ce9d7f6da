namespace OProf.Capture.Sync;

/// <summary>What an <see cref="EventBuffer"/> does when it is full.</summary>
public enum BufferRetention
{
    /// <summary>Keeps what it has; a new record is lost, and counted.</summary>
    Discard,

    /// <summary>Drops the oldest chunk to make room.</summary>
    Overwrite,
}
