namespace OProf.Buffers.Mmap;

/// <summary>The lengths that a mapping can have: one metadata page and 2ⁿ data pages, or the metadata page alone.</summary>
public static class MmapSize
{
    /// <summary>Bytes of a page on this machine.</summary>
    public static int Page { get; } = Environment.SystemPageSize;

    /// <summary>Number of data pages of a mapping.</summary>
    /// <param name="length">Bytes of the mapping.</param>
    /// <exception cref="ArgumentOutOfRangeException">A mapping cannot have that length.</exception>
    public static int DataPages(long length)
    {
        long pages = length / Page;
        if (length % Page != 0 || pages < 1 || (pages > 1 && !long.IsPow2(pages - 1)) || pages > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"A mapping has one page of {Page} bytes, or one and a power of two of them.");
        }

        return (int)(pages - 1);
    }

    /// <summary>Bytes of a mapping.</summary>
    /// <param name="dataPages">Number of data pages: 0, or a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public static long Of(int dataPages)
    {
        long length = (dataPages + 1L) * Page;
        DataPages(length);
        return length;
    }
}
