using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>No bytes: stands for the packets of a trace whose files may all be empty, which is no error then.</summary>
internal sealed class EmptySource : IByteSource
{
    public static EmptySource Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "nothing";

    /// <inheritdoc/>
    public ulong Length => 0;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> buffer)
    {
        if (!buffer.IsEmpty)
            throw new IOException("There is nothing to read.");
    }
}
