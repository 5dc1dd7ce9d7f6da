using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>A ring whose reader can take whole sub-buffers without copying them.</summary>
public interface ISubBufferRing : IRecordRing
{
    /// <summary>The ring's shape.</summary>
    RingGeometry Geometry { get; }

    /// <summary>Bytes of the header that each sub-buffer begins with.</summary>
    int HeaderSize { get; }

    /// <summary>Sub-buffers that were overwritten before they were read.</summary>
    long OverwrittenSubBuffers { get; }

    /// <summary>
    /// Takes the oldest sub-buffer, once all of it is committed. It is the reader's until <see cref="Release"/>.
    /// </summary>
    /// <param name="subBuffer">What it holds.</param>
    /// <returns>False where there is none that is whole.</returns>
    /// <exception cref="InvalidOperationException">One is held already, or was read in part by <see cref="IRecordRing.TryConsume"/>.</exception>
    bool TryTake(out SubBuffer subBuffer);

    /// <summary>
    /// The bytes of the sub-buffer that is held, from an offset on, as far as they are contiguous: to the end of what is
    /// used, or on a storage of pages to the end of the page. They lie in the ring itself, except where it overwrites.
    /// </summary>
    /// <param name="offset">0 to the number of bytes used.</param>
    /// <exception cref="InvalidOperationException">None is held.</exception>
    ReadOnlySpan<byte> Bytes(int offset = 0);

    /// <summary>Gives the sub-buffer that is held back to the writers.</summary>
    /// <exception cref="InvalidOperationException">None is held.</exception>
    void Release();

    /// <summary>
    /// Copies the first whole sub-buffer at or behind a position and leaves it in the ring, for a snapshot. By the reader's
    /// thread.
    /// </summary>
    /// <param name="position">From where; 0 for the oldest. Moved behind the one that was copied.</param>
    /// <param name="destination">Room for a sub-buffer.</param>
    /// <param name="subBuffer">What was copied.</param>
    /// <returns>False where no further one is whole.</returns>
    bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer);
}
