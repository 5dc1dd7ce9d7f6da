namespace OProf.Buffers.Rings;

/// <summary>What happens to a record when the ring is full.</summary>
public interface IWriteMode
{
    /// <summary>Whether the oldest sub-buffer gives way; else the new record is lost.</summary>
    static abstract bool Overwrites { get; }
}
