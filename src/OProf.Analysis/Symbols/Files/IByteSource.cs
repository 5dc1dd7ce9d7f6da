namespace OProf.Analysis.Symbols.Files;

/// <summary>Bytes that are read by offset: a file, or a copy of some memory.</summary>
public interface IByteSource
{
    /// <summary>What error messages call it: the path, or the mapping's name.</summary>
    string Name { get; }

    /// <summary>Length in bytes when it was opened.</summary>
    ulong Length { get; }

    /// <summary>Fills a buffer from an offset.</summary>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="buffer">Filled to its end.</param>
    /// <exception cref="IOException">The bytes are not all there (any more), or cannot be read.</exception>
    void Read(ulong offset, Span<byte> buffer);
}
