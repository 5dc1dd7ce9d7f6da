using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>The first bytes of a source.</summary>
internal sealed class BytePrefix(IByteSource source, ulong length) : IByteSource
{
    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public ulong Length { get; } = Math.Min(length, source.Length);

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> buffer)
    {
        if (offset > Length || (ulong)buffer.Length > Length - offset)
            throw new IOException($"{Name}: only its first {Length} bytes count, and {buffer.Length} at offset {offset} are asked for.");
        source.Read(offset, buffer);
    }
}
