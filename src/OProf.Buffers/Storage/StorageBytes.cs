namespace OProf.Buffers.Storage;

/// <summary>Copies to and from a storage, across its pages.</summary>
public static unsafe class StorageBytes
{
    /// <summary>Writes bytes; nothing is written where there are none.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="offset">Where, within the data.</param>
    /// <param name="source">The bytes. They may cross pages, never a sub-buffer.</param>
    /// <exception cref="ArgumentOutOfRangeException">They lie outside the data or would cross into another sub-buffer.</exception>
    public static void Write<TStorage>(ref TStorage storage, long offset, ReadOnlySpan<byte> source)
        where TStorage : struct, IRingStorage
    {
        Check(storage.Geometry, offset, source.Length);
        while (!source.IsEmpty)
        {
            byte* address = storage.ForWrite(offset, out long contiguous);
            int piece = (int)Math.Min(source.Length, contiguous);
            source[..piece].CopyTo(new Span<byte>(address, piece));
            source = source[piece..];
            offset += piece;
        }
    }

    /// <summary>Reads bytes; nothing is read where none are asked for.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="offset">From where, within the data.</param>
    /// <param name="destination">Where they go. They may cross pages, never a sub-buffer.</param>
    /// <exception cref="ArgumentOutOfRangeException">They lie outside the data or cross into another sub-buffer.</exception>
    public static void Read<TStorage>(ref TStorage storage, long offset, Span<byte> destination)
        where TStorage : struct, IRingStorage
    {
        Check(storage.Geometry, offset, destination.Length);
        while (!destination.IsEmpty)
        {
            byte* address = storage.ForRead(offset, out long contiguous);
            int piece = (int)Math.Min(destination.Length, contiguous);
            new ReadOnlySpan<byte>(address, piece).CopyTo(destination);
            destination = destination[piece..];
            offset += piece;
        }
    }

    private static void Check(RingGeometry geometry, long offset, int length)
    {
        if (offset < 0 || offset >= geometry.Size)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The data has {geometry.Size} bytes.");
        long room = geometry.SubBufferSize - (offset & (geometry.SubBufferSize - 1));
        if (length > room)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Only {room} bytes are left in the sub-buffer.");
    }
}
