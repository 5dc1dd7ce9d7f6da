namespace OProf.Buffers.Storage;

/// <summary>
/// Where the bytes of a ring lie. Implemented by structs and used through generic parameters, so that a call of it is
/// compiled into the ring. It knows nothing of records and locks nothing: the ring does.
/// </summary>
/// <remarks>
/// Each way of access remembers the page it used last, where pages have to be looked for; the answers are the same
/// whichever is used. An offset is counted from the start of the data and lies below <see cref="RingGeometry.Size"/>.
/// </remarks>
public unsafe interface IRingStorage : IDisposable
{
    /// <summary>Whether all of the data is one piece of memory.</summary>
    static abstract bool IsContiguous { get; }

    /// <summary>The ring's shape.</summary>
    RingGeometry Geometry { get; }

    /// <summary>
    /// The control words: <see cref="RingControlSize.Of"/> bytes that lie where the data lies, and were zero when the
    /// storage was made.
    /// </summary>
    byte* Control { get; }

    /// <summary>Bytes of a page: a piece of that size, at a multiple of it, is contiguous.</summary>
    int PageSize { get; }

    /// <summary>Takes down what the ring says of itself, where the bytes can outlive the process. Called once, before the first record.</summary>
    void Describe(in RingDescription description);

    /// <summary>Address of a byte that is to be written.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="contiguous">Bytes from there on that are contiguous in memory; at least to the end of the page.</param>
    byte* ForWrite(long offset, out long contiguous);

    /// <summary>Address of a byte that is to be read; on a page's boundary, the page itself.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="contiguous">Bytes from there on that are contiguous in memory; at least to the end of the page.</param>
    byte* ForRead(long offset, out long contiguous);

    /// <summary>Address of a byte in the header of a sub-buffer.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="contiguous">Bytes from there on that are contiguous in memory; at least to the end of the page.</param>
    byte* ForHeader(long offset, out long contiguous);
}
