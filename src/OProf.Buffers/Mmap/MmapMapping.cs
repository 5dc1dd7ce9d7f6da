using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>One mapping of a <see cref="MmapBuffer"/>: the metadata page and the data behind it.</summary>
public sealed unsafe class MmapMapping : IDisposable
{
    private readonly MappedRegion _region;
    private MmapBuffer? _buffer;

    internal MmapMapping(MappedRegion region, MmapBuffer buffer, bool isWritable)
    {
        _region = region;
        _buffer = buffer;
        Path = buffer.Path;
        IsWritable = isWritable;
        Mode = (MmapMode)Unsafe.AsRef<uint>(region.Address + MmapExtension.Mode);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes of the mapping.</summary>
    public long Length => _region.Length;

    /// <summary>Bytes of data; 0 where the mapping is of the metadata alone.</summary>
    public ulong DataSize => (ulong)(Length - MmapSize.Page);

    /// <summary>What happens when it is full.</summary>
    public MmapMode Mode { get; }

    /// <summary>Whether it can be written to.</summary>
    public bool IsWritable { get; }

    /// <summary>The metadata page.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is gone.</exception>
    public byte* Metadata => _region.Address;

    /// <summary>The data.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is gone.</exception>
    public byte* Data => _region.Address + MmapSize.Page;

    /// <summary>Process id of whoever made the buffer.</summary>
    public int WriterProcessId => (int)Unsafe.AsRef<uint>(Metadata + MmapExtension.WriterProcessId);

    /// <summary>Whether the writer has said that nothing more comes.</summary>
    public bool IsClosed => Volatile.Read(ref Unsafe.AsRef<uint>(Metadata + MmapExtension.Closed)) != 0;

    /// <summary>
    /// Whether the writer has seen that somebody follows, and has written what there was by then; false also of one that does
    /// not ask.
    /// </summary>
    public bool IsServed
    {
        get => Volatile.Read(ref Unsafe.AsRef<uint>(Metadata + MmapExtension.Served)) != 0;
        set => Volatile.Write(ref Unsafe.AsRef<uint>(Metadata + MmapExtension.Served), value ? 1u : 0);
    }

    /// <summary>Page boundaries that the data have crossed: one wake-up each, for a reader that polls.</summary>
    public ulong Wakes => Volatile.Read(ref Unsafe.AsRef<ulong>(Metadata + MmapExtension.Wakes));

    /// <summary>Records that were dropped because there was no room.</summary>
    public ulong LostRecords => Volatile.Read(ref Unsafe.AsRef<ulong>(Metadata + MmapExtension.LostRecords));

    /// <summary>Bytes of the records that were dropped.</summary>
    public ulong LostBytes => Volatile.Read(ref Unsafe.AsRef<ulong>(Metadata + MmapExtension.LostBytes));

    /// <summary>Records that were refused because they were larger than <see cref="MaxRecordSize"/>.</summary>
    public ulong TooLargeRecords => Volatile.Read(ref Unsafe.AsRef<ulong>(Metadata + MmapExtension.TooLarge));

    /// <summary>Bytes of the largest record that the buffer takes, its header included.</summary>
    public int MaxRecordSize =>
        (int)Math.Min(Unsafe.AsRef<ulong>(Metadata + MmapExtension.MaxRecordSize), PerfRecordHeader.MaxRecordSize);

    /// <summary>Bytes that were ever written.</summary>
    public ulong Head => Volatile.Read(ref Unsafe.AsRef<ulong>(Metadata + PerfMmapPage.DataHead));

    /// <summary>Checks that the file is as long as the mapping: to touch a page that is gone would end the process.</summary>
    /// <exception cref="MappedFileException">The file was cut.</exception>
    public void RequireWhole() => _buffer?.RequireLength(Length);

    /// <summary>The fields under the sequence lock, as they were at one moment.</summary>
    /// <returns>False where the writer died while it wrote them.</returns>
    public bool TryReadFields(out PerfPageFields fields) => PerfPageLock.TryRead(Metadata, out fields);

    /// <summary>Writes the fields under the sequence lock. For one writer at a time; no reader holds it up.</summary>
    public void WriteFields(in PerfPageFields fields) => PerfPageLock.Write(Metadata, fields);

    /// <summary>Says that nothing more comes.</summary>
    public void Close() => Volatile.Write(ref Unsafe.AsRef<uint>(Metadata + MmapExtension.Closed), 1);

    /// <summary>Gives the mapping back.</summary>
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is null)
            return;
        _region.Dispose();
        buffer.Release();
    }
}
