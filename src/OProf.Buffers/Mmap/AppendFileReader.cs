using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>Reads the records of an <see cref="AppendFileWriter"/>'s file where they lie, as they come. For one thread.</summary>
public sealed unsafe class AppendFileReader : IDisposable
{
    private readonly PrivateFile _file;
    private MappedRegion _region;
    private ulong _position;

    /// <summary>Opens the file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MappedFileException">It is not there, or not what it should be.</exception>
    public AppendFileReader(string path)
    {
        _file = PrivateFile.Open(path, isWritable: false);
        try
        {
            long length = _file.Length;
            if (length < MmapSize.Page)
                throw new MappedFileException(MappedFileProblem.Size, path, $"it has {length} bytes; at least {MmapSize.Page} were expected.");
            _region = _file.Map(length);
            if (MmapFormat.Check(_region.Address, path) != MmapMode.Append)
                throw new MappedFileException(MappedFileProblem.Format, path, "it is a ring; a growing file was expected.");
        }
        catch
        {
            _region?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Process id of whoever made the file.</summary>
    public int WriterProcessId => (int)Unsafe.AsRef<uint>(_region.Address + MmapExtension.WriterProcessId);

    /// <summary>Whether the writer has said that nothing more comes.</summary>
    public bool IsClosed => Volatile.Read(ref Unsafe.AsRef<uint>(_region.Address + MmapExtension.Closed)) != 0;

    /// <summary>Whether the writer has closed the file, or is dead.</summary>
    public bool IsWriterGone => !_file.IsLockedByOther();

    /// <summary>Bytes that are published.</summary>
    public ulong Head => Volatile.Read(ref Unsafe.AsRef<ulong>(_region.Address + PerfMmapPage.DataHead));

    /// <summary>Takes the place of a writer that is gone, so that only one process clears away what it left.</summary>
    /// <returns>Whether it is gone, and nobody else has taken its place.</returns>
    public bool TryClaim() => _file.TryLock();

    /// <summary>Checks that the file is as long as what is mapped of it: to touch a page that is gone would end the process.</summary>
    /// <exception cref="MappedFileException">The file was cut.</exception>
    public void RequireWhole()
    {
        long length = _file.Length;
        if (length < _region.Length)
            throw new MappedFileException(MappedFileProblem.Size, _file.Path, $"it was cut to {length} bytes while it was mapped with {_region.Length}.");
    }

    /// <summary>The next record.</summary>
    /// <param name="record">The record, header included, where it lies; valid until the next call.</param>
    /// <returns>False where there is none yet.</returns>
    /// <exception cref="MappedFileException">The content makes no sense.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        ulong head = Head;
        if (head == _position)
            return false;
        if (head < _position || (head & 7) != 0)
            throw Corrupt($"its head is {head}, after {_position} was read.");
        if (head > (ulong)(_region.Length - MmapSize.Page))
            MapMore(head);
        byte* place = _region.Address + MmapSize.Page + _position;
        int size = Unsafe.ReadUnaligned<PerfRecordHeader>(place).Size;
        if (size < PerfRecordHeader.Length || (size & 7) != 0 || (ulong)size > head - _position)
            throw Corrupt($"the record at {_position} says it has {size} bytes; {head - _position} are left.");
        record = new ReadOnlySpan<byte>(place, size);
        _position += (uint)size;
        return true;
    }

    /// <summary>Closes the file; records that were read are gone then.</summary>
    public void Dispose()
    {
        _region.Dispose();
        _file.Dispose();
    }

    private void MapMore(ulong head)
    {
        long length = _file.Length;
        if (length < MmapSize.Page || head > (ulong)(length - MmapSize.Page))
            throw Corrupt($"its head is {head} in a file of {length} bytes.");
        var region = _file.Map(length);
        _region.Dispose();
        _region = region;
    }

    private MappedFileException Corrupt(string detail) => new(MappedFileProblem.Corrupt, _file.Path, detail);
}
