namespace OProf.Buffers.Rings;

/// <summary>Full: the oldest sub-buffer is lost, so the ring always holds the last records (flight recorder).</summary>
public readonly struct Overwrite : IWriteMode
{
    /// <inheritdoc/>
    public static bool Overwrites => true;
}
