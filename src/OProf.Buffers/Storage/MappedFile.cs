using System.Runtime.CompilerServices;

namespace OProf.Buffers.Storage;

/// <summary>
/// A ring in a file of the user's own (0600) that is mapped: what was committed can be read after the process was killed,
/// and by another process. A page describes the file, then come the control words, then the data.
/// </summary>
/// <remarks>
/// <code>
///   0            4096                         data offset
///   ├ description ├ control words ─ (to a page) ├ sub-buffer 0 ┼ sub-buffer 1 ┼ …
/// </code>
/// </remarks>
public readonly unsafe struct MappedFile : IRingStorage
{
    private readonly MappedRing _mapping;
    private readonly byte* _data;

    /// <summary>Makes the file and takes all of its room on the disk, so that no later store can find the disk full.</summary>
    /// <param name="path">Where; nothing may be there, also no symbolic link.</param>
    /// <param name="geometry">The ring's shape.</param>
    /// <param name="cpu">Number of the CPU whose records it takes.</param>
    /// <param name="uuid">What the records are part of; a reader checks it.</param>
    /// <exception cref="IOException">The file cannot be made, among others because the disk is full; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public MappedFile(string path, RingGeometry geometry, int cpu, Guid uuid)
    {
        Geometry = geometry;
        _mapping = MappedRing.Create(path, geometry, cpu, uuid);
        _data = _mapping.Address + _mapping.Header->DataOffset;
    }

    /// <inheritdoc/>
    public static bool IsContiguous => true;

    /// <inheritdoc/>
    public RingGeometry Geometry { get; }

    /// <inheritdoc/>
    public byte* Control => _mapping.Address + MappedFileHeader.Page;

    /// <inheritdoc/>
    public int PageSize => Geometry.SubBufferSize;

    /// <summary>Where the file is.</summary>
    public string Path => _mapping.Path;

    /// <inheritdoc/>
    public void Describe(in RingDescription description) => _mapping.Describe(description);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForWrite(long offset, out long contiguous)
    {
        contiguous = Geometry.Size - offset;
        return _data + offset;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForRead(long offset, out long contiguous) => ForWrite(offset, out contiguous);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForHeader(long offset, out long contiguous) => ForWrite(offset, out contiguous);

    /// <summary>Takes the mapping away; the file stays.</summary>
    public void Dispose() => _mapping.Dispose();
}
