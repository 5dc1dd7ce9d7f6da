using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>
/// A mapped file of records that only grows: a metadata page, and behind it all that was ever written, so that whoever
/// opens it late finds everything. For one writer thread; any number of processes read. The file is locked for as long as
/// the writer lives, so that its readers notice its death.
/// </summary>
/// <remarks>
/// Invariant: the bytes before <c>data_head</c> never change, and the file has room for them before they are published.
/// </remarks>
public sealed unsafe class AppendFileWriter : IDisposable
{
    private const long InitialLength = 64 << 10;

    private readonly PrivateFile _file;
    private readonly long _maxLength;
    private MappedRegion _region;
    private long _head;
    private bool _disposed;

    /// <summary>Makes the file, readable and writable for this user only.</summary>
    /// <param name="path">Where; there must be none.</param>
    /// <param name="maxLength">Most bytes that it may have.</param>
    /// <exception cref="MappedFileException">It cannot be made.</exception>
    public AppendFileWriter(string path, long maxLength)
    {
        _maxLength = Math.Max(maxLength, InitialLength);
        _file = PrivateFile.Create(path);
        try
        {
            _file.TryLock();
            _file.Grow(0, InitialLength);
            _region = _file.Map(InitialLength);
            MmapFormat.Initialize(_region.Address, MmapMode.Append, Capacity, PerfRecordHeader.MaxRecordSize);
        }
        catch
        {
            _region?.Dispose();
            _file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Bytes of records, published or not.</summary>
    public long Length => _head;

    private ulong Capacity => (ulong)(_region.Length - MmapSize.Page);

    /// <summary>Puts a record behind the others. It is seen after <see cref="Publish"/>.</summary>
    /// <param name="type">What the record is.</param>
    /// <param name="body">Its body; its length is rounded up to eight bytes with zeros.</param>
    /// <param name="misc">Bits whose meaning depends on the type.</param>
    /// <exception cref="ArgumentException">The body is larger than a record can be.</exception>
    /// <exception cref="MappedFileException">There is no room; the record is not in the file.</exception>
    public void Append(uint type, ushort misc, ReadOnlySpan<byte> body)
    {
        int size = (PerfRecordHeader.Length + body.Length + 7) & ~7;
        if (size > PerfRecordHeader.MaxRecordSize)
            throw new ArgumentException($"A record of {size} bytes; {PerfRecordHeader.MaxRecordSize} is the most.", nameof(body));
        if (MmapSize.Page + _head + size > _region.Length)
            Grow(size);
        byte* place = _region.Address + MmapSize.Page + _head;
        Unsafe.WriteUnaligned(place, new PerfRecordHeader(type, misc, (ushort)size));

        // What is behind the body is zero: no byte of the file was used before.
        body.CopyTo(new Span<byte>(place + PerfRecordHeader.Length, body.Length));
        _head += size;
    }

    /// <summary>Lets readers see all records that were appended.</summary>
    public void Publish() =>
        Volatile.Write(ref Unsafe.AsRef<ulong>(_region.Address + PerfMmapPage.DataHead), (ulong)_head);

    /// <summary>Publishes, says that nothing more comes, and closes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Publish();
        Volatile.Write(ref Unsafe.AsRef<uint>(_region.Address + MmapExtension.Closed), 1);
        _region.Dispose();
        _file.Dispose();
    }

    private void Grow(int size)
    {
        long length = _region.Length;
        long needed = MmapSize.Page + _head + size;
        long to = Math.Min(Math.Max(length * 2, needed), _maxLength);
        if (to < needed)
            throw new MappedFileException(MappedFileProblem.NoSpace, _file.Path, $"it may have {_maxLength} bytes, and {needed} are needed.");
        _file.Grow(length, to);
        var region = _file.Map(to);
        _region.Dispose();
        _region = region;
        Volatile.Write(ref Unsafe.AsRef<ulong>(_region.Address + PerfMmapPage.DataSize), Capacity);
    }
}
