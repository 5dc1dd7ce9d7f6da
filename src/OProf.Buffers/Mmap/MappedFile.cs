using System.Runtime.InteropServices;
using OProf.Buffers.Native;

namespace OProf.Buffers.Mmap;

/// <summary>
/// An open file that is there to be mapped: made for its owner alone (0600) and never through a link; one that is there
/// already is refused unless it is a regular file of this user that nobody else may touch.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private const int ENOENT = 2;
    private const int EEXIST = 17;
    private const int ENOSPC = 28;
    private const int EOPNOTSUPP = 95;
    private const int ELOOP = 40;
    private const int EDQUOT = 122;

    private int _fd;

    private MappedFile(string path, int fd, bool isWritable)
    {
        Path = path;
        _fd = fd;
        IsWritable = isWritable;
    }

    public string Path { get; }

    public bool IsWritable { get; }

    /// <summary>Bytes of the file now.</summary>
    /// <exception cref="MappedFileException">The system does not tell.</exception>
    public long Length => Status().Size;

    /// <summary>Makes a file that was not there.</summary>
    /// <exception cref="MappedFileException">It is there, or cannot be made.</exception>
    public static MappedFile Create(string path)
    {
        int flags = OpenFile.O_RDWR | OpenFile.O_CREAT | OpenFile.O_EXCL | OpenFile.O_CLOEXEC | OpenFile.O_NOFOLLOW;
        int fd = OpenFile.Invoke(path, flags, 0x180);
        return fd >= 0 ? new MappedFile(path, fd, true) : throw Failure(path, "made", Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="MappedFileException">It is not there, no regular file, another user's, or open to others.</exception>
    public static MappedFile Open(string path, bool isWritable)
    {
        int access = isWritable ? OpenFile.O_RDWR : OpenFile.O_RDONLY;
        int fd = OpenFile.Invoke(path, access | OpenFile.O_NONBLOCK | OpenFile.O_CLOEXEC | OpenFile.O_NOFOLLOW, 0);
        if (fd < 0)
            throw Failure(path, "opened", Marshal.GetLastPInvokeError());
        var file = new MappedFile(path, fd, isWritable);
        try
        {
            file.RequirePrivate();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives the file a greater length, with room for all of it taken now.</summary>
    /// <exception cref="MappedFileException">There is no room; the length is as before then.</exception>
    public void Grow(long from, long to)
    {
        int errno = PosixFallocate.Invoke(_fd, from, to - from);
        if (errno == 0)
            return;
        _ = Ftruncate.Invoke(_fd, from);

        // A file system that cannot take room beforehand is no place for what must not end the process later.
        throw errno is ENOSPC or EDQUOT or EOPNOTSUPP
            ? new MappedFileException(MappedFileProblem.NoSpace, Path, $"there is no room for {to} bytes (errno {errno}).")
            : Failure(Path, "given room", errno);
    }

    /// <summary>Maps a part of the file.</summary>
    /// <exception cref="MappedFileException">The system refuses.</exception>
    public MappedRegion Map(long length)
    {
        int protection = IsWritable ? Native.Mmap.PROT_READ | Native.Mmap.PROT_WRITE : Native.Mmap.PROT_READ;
        nint address = Native.Mmap.Invoke((nuint)length, protection, Native.Mmap.MAP_SHARED, _fd, 0);
        return address != Native.Mmap.MAP_FAILED
            ? new MappedRegion((byte*)address, length)
            : throw Failure(Path, "mapped", Marshal.GetLastPInvokeError());
    }

    public void Dispose()
    {
        int fd = Interlocked.Exchange(ref _fd, -1);
        if (fd >= 0)
            _ = Close.Invoke(fd);
    }

    private static MappedFileException Failure(string path, string verb, int errno)
    {
        var problem = errno switch
        {
            ENOENT => MappedFileProblem.NotFound,
            EEXIST => MappedFileProblem.Exists,
            ELOOP => MappedFileProblem.NotRegular,
            ENOSPC or EDQUOT => MappedFileProblem.NoSpace,
            _ => MappedFileProblem.System,
        };
        string reason = problem == MappedFileProblem.NotRegular ? "it is a symbolic link" : Marshal.GetPInvokeErrorMessage(errno);
        return new MappedFileException(problem, path, $"cannot be {verb}: {reason} (errno {errno}).");
    }

    private FileStatus Status() => Fstat.Invoke(_fd, out var status) == 0
        ? status
        : throw Failure(Path, "looked at", Marshal.GetLastPInvokeError());

    private void RequirePrivate()
    {
        var status = Status();
        if ((status.Mode & FileStatus.S_IFMT) != FileStatus.S_IFREG)
            throw new MappedFileException(MappedFileProblem.NotRegular, Path, "it is no regular file.");
        uint user = GetEuid.Invoke();
        if (status.Uid != user)
            throw new MappedFileException(MappedFileProblem.OtherOwner, Path, $"it belongs to user {status.Uid}, not to user {user}.");
        if ((status.Mode & 0x3F) != 0)
        {
            string mode = Convert.ToString(status.Mode & 0xFFF, 8);
            throw new MappedFileException(MappedFileProblem.Permissions, Path, $"its permissions are {mode}; others than the owner may have none (600).");
        }
    }
}
