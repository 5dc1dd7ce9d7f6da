namespace OProf.Buffers.Rings;

/// <summary>Full: the new record is lost. What is lost is known to the record.</summary>
public readonly struct Discard : IWriteMode
{
    /// <inheritdoc/>
    public static bool Overwrites => false;
}
