namespace OProf.Analysis.Symbols.Files;

/// <summary>Bytes in memory, such as a copy of the vdso.</summary>
/// <param name="name">What error messages call it.</param>
/// <param name="bytes">The bytes; not copied.</param>
public sealed class MemorySource(string name, ReadOnlyMemory<byte> bytes) : IByteSource
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public ulong Length => (ulong)bytes.Length;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> buffer)
    {
        if (offset > Length || (ulong)buffer.Length > Length - offset)
            throw new EndOfStreamException($"{Name}: {buffer.Length} bytes at offset {offset}, but there are {Length}.");
        bytes.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);
    }
}
