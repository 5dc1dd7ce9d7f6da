using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>
/// A file that holds a metadata page and a ring of data pages, and can be mapped several times. The first mapping
/// determines the size; every further one has the same; when all are gone it may be mapped with another.
/// </summary>
/// <remarks>Safe for several threads. A mapping has to be disposed of after everything that reads or writes it.</remarks>
public sealed unsafe class MmapBuffer : IDisposable
{
    private readonly object _gate = new();
    private readonly MmapMode _mode;
    private readonly bool _isOwner;
    private PrivateFile? _file;
    private int _mappings;
    private long _length;
    private bool _disposed;

    private MmapBuffer(string path, MmapMode mode, PrivateFile? file)
    {
        Path = path;
        _mode = mode;
        _isOwner = file is null;
        _file = file;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>A buffer whose file the first mapping makes, readable and writable for this user only.</summary>
    /// <param name="path">Where the file is to be; there must be none.</param>
    /// <param name="mode">What happens when it is full.</param>
    public static MmapBuffer Create(string path, MmapMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)mode, (uint)MmapMode.Overwrite, nameof(mode));
        return new MmapBuffer(path, mode, null);
    }

    /// <summary>A buffer that another process, or this one, has made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isWritable">Whether it is mapped for writing too, as a consumer that moves the tail needs it.</param>
    /// <exception cref="MappedFileException">
    /// It is not there, no regular file, another user's, or open to other users than its owner.
    /// </exception>
    public static MmapBuffer Open(string path, bool isWritable = false) =>
        new(path, default, PrivateFile.Open(path, isWritable));

    /// <summary>Maps the whole buffer.</summary>
    /// <param name="length">Bytes: one page and 2ⁿ data pages, or one page for the metadata alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">A mapping cannot have that length.</exception>
    /// <exception cref="InvalidOperationException">There are mappings of another length.</exception>
    /// <exception cref="MappedFileException">There is no room, or the file is not what it should be.</exception>
    public MmapMapping Map(long length)
    {
        int dataPages = MmapSize.DataPages(length);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_mappings > 0 && length != _length)
                throw new InvalidOperationException($"The buffer is mapped with {_length} bytes and cannot be mapped with {length}.");
            var region = _mappings > 0 ? _file!.Map(length) : MapFirst(length, dataPages);
            _mappings++;
            _length = length;
            return new MmapMapping(region, this, _isOwner || _file!.IsWritable);
        }
    }

    /// <summary>Maps a buffer that was opened with the length that it has.</summary>
    /// <exception cref="MappedFileException">The file is not what it should be.</exception>
    public MmapMapping Map()
    {
        long length = _file?.Length ?? throw new InvalidOperationException("A buffer that is made needs the length of its mapping.");
        try
        {
            MmapSize.DataPages(length);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new MappedFileException(
                MappedFileProblem.Size, Path, $"it has {length} bytes; a page of {MmapSize.Page}, or one and a power of two of them, was expected.");
        }

        return Map(length);
    }

    /// <summary>
    /// Says to the writer that this process follows, for as long as the buffer is open and this process lives: nothing has to
    /// be written to the file for it, and nobody has to take it back.
    /// </summary>
    /// <returns>False where the writer is just asking: try again.</returns>
    public bool TryFollow()
    {
        lock (_gate)
            return _file?.TryShare() ?? true;
    }

    /// <summary>Whether anybody follows. For the writer.</summary>
    public bool IsFollowed()
    {
        lock (_gate)
            return _file?.IsShared() ?? false;
    }

    /// <summary>Closes the file. Mappings stay until they are disposed of.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            if (_mappings == 0)
                CloseFile();
        }
    }

    internal void Release()
    {
        lock (_gate)
        {
            _mappings--;
            if (_mappings == 0 && _disposed)
                CloseFile();
        }
    }

    internal void RequireLength(long length)
    {
        lock (_gate)
        {
            if (_file is { } file && file.Length < length)
                throw new MappedFileException(MappedFileProblem.Size, Path, $"it was cut to {file.Length} bytes while it was mapped with {length}.");
        }
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }

    private MappedRegion MapFirst(long length, int dataPages)
    {
        if (!_isOwner)
            return MapOpened(length);
        if (_file is not null)
        {
            // Another process may still map the old size: it keeps the old file, this is a new one of the same name.
            CloseFile();
            File.Delete(Path);
        }

        _file = PrivateFile.Create(Path);
        MappedRegion? region = null;
        try
        {
            _file.Grow(0, length);
            region = _file.Map(length);
            MmapFormat.Initialize(region.Address, _mode, (ulong)dataPages * (ulong)MmapSize.Page, MaxRecordSize(dataPages));
            return region;
        }
        catch
        {
            region?.Dispose();
            CloseFile();
            File.Delete(Path);
            throw;
        }
    }

    // An overwriting ring keeps at least the record before the one that is being written.
    private int MaxRecordSize(int dataPages)
    {
        long data = (long)dataPages * MmapSize.Page;
        return (int)Math.Min(_mode == MmapMode.Overwrite ? data / 2 : data, PerfRecordHeader.MaxRecordSize);
    }

    private MappedRegion MapOpened(long length)
    {
        long actual = _file!.Length;
        if (actual != length)
            throw new MappedFileException(MappedFileProblem.Size, Path, $"it has {actual} bytes; {length} were expected.");
        var region = _file.Map(length);
        try
        {
            var mode = MmapFormat.Check(region.Address, Path);
            ulong data = Unsafe.AsRef<ulong>(region.Address + PerfMmapPage.DataSize);
            if (mode == MmapMode.Append || data != (ulong)(length - MmapSize.Page))
                throw new MappedFileException(MappedFileProblem.Size, Path, $"it says that it has {data} bytes of data in a file of {length}.");
            return region;
        }
        catch
        {
            region.Dispose();
            throw;
        }
    }
}
