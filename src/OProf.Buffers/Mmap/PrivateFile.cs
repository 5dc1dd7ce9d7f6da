using System.Runtime.InteropServices;
using OProf.Buffers.Native;

namespace OProf.Buffers.Mmap;

/// <summary>
/// An open file that is there to be mapped: made for its owner alone (0600) and never through a link; one that is there
/// already is refused unless it is a regular file of this user that nobody else may touch.
/// </summary>
internal sealed unsafe class PrivateFile : IDisposable
{
    private int _fd;

    private PrivateFile(string path, int fd, bool isWritable)
    {
        Path = path;
        _fd = fd;
        IsWritable = isWritable;
    }

    public string Path { get; }

    public bool IsWritable { get; }

    /// <summary>Bytes of the file now.</summary>
    /// <exception cref="MappedFileException">The system does not tell.</exception>
    public long Length => (long)Status().Size;

    /// <summary>Makes a file that was not there.</summary>
    /// <exception cref="MappedFileException">It is there, or cannot be made.</exception>
    public static PrivateFile Create(string path)
    {
        int flags = Native.Open.O_RDWR | Native.Open.O_CREAT | Native.Open.O_EXCL | Native.Open.O_CLOEXEC | Native.Open.O_NOFOLLOW;
        int fd = Native.Open.Invoke(path, flags, Native.Open.OwnerOnly);
        if (fd < 0)
            throw Failure(path, "made", Marshal.GetLastPInvokeError());

        // The mode of open is cut by the umask, never widened; what cannot be read any more is of no use to anybody.
        _ = Fchmod.Invoke(fd, Native.Open.OwnerOnly);
        return new PrivateFile(path, fd, true);
    }

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="MappedFileException">It is not there, no regular file, another user's, or open to others.</exception>
    public static PrivateFile Open(string path, bool isWritable)
    {
        int access = isWritable ? Native.Open.O_RDWR : Native.Open.O_RDONLY;
        int fd = Native.Open.Invoke(path, access | Native.Open.O_NONBLOCK | Native.Open.O_CLOEXEC | Native.Open.O_NOFOLLOW, 0);
        if (fd < 0)
            throw Failure(path, "opened", Marshal.GetLastPInvokeError());
        var file = new PrivateFile(path, fd, isWritable);
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
        int errno;
        do
            errno = PosixFallocate.Invoke(_fd, checked((nint)from), checked((nint)(to - from)));
        while (errno == Errno.EINTR);
        if (errno == 0)
            return;
        _ = Ftruncate.Invoke(_fd, (nint)from);
        throw Failure(Path, $"given {to} bytes", errno);
    }

    /// <summary>Maps a part of the file.</summary>
    /// <exception cref="MappedFileException">The system refuses.</exception>
    public MappedRegion Map(long length)
    {
        int protection = IsWritable ? MapFile.PROT_READ | MapFile.PROT_WRITE : MapFile.PROT_READ;
        nint address = MapFile.Invoke((nuint)length, protection, MapFile.MAP_SHARED, _fd);
        return address != MapFile.MAP_FAILED
            ? new MappedRegion((byte*)address, length)
            : throw Failure(Path, "mapped", Marshal.GetLastPInvokeError());
    }

    /// <summary>Takes the file's lock, for as long as it is open and this process lives.</summary>
    /// <returns>Whether nobody else has it.</returns>
    public bool TryLock() => Flock.Invoke(_fd, Flock.LOCK_EX | Flock.LOCK_NB) == 0;

    /// <summary>Whether somebody else has the file's lock now.</summary>
    public bool IsLockedByOther()
    {
        if (Flock.Invoke(_fd, Flock.LOCK_SH | Flock.LOCK_NB) != 0)
            return true;
        _ = Flock.Invoke(_fd, Flock.LOCK_UN);
        return false;
    }

    /// <summary>Says that this process uses the file, for as long as it is open and this process lives; any number may.</summary>
    /// <returns>False where <see cref="IsShared"/> is being asked at this moment.</returns>
    public bool TryShare() => Flock.Invoke(_fd, Flock.LOCK_SH | Flock.LOCK_NB) == 0;

    /// <summary>Whether anybody has shared the file by another open description of it. For one that does not share it.</summary>
    public bool IsShared()
    {
        if (Flock.Invoke(_fd, Flock.LOCK_EX | Flock.LOCK_NB) != 0)
            return Marshal.GetLastPInvokeError() == Errno.EAGAIN;
        _ = Flock.Invoke(_fd, Flock.LOCK_UN);
        return false;
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
            Errno.ENOENT => MappedFileProblem.NotFound,
            Errno.EEXIST => MappedFileProblem.Exists,
            Errno.ELOOP => MappedFileProblem.NotRegular,
            _ when Errno.IsFull(errno) => MappedFileProblem.NoSpace,
            _ => MappedFileProblem.System,
        };
        return new MappedFileException(problem, path, $"it cannot be {verb}: {Errno.Describe(errno)}.");
    }

    private StatxBuffer Status() => Statx.Invoke(_fd, out var status) == 0
        ? status
        : throw Failure(Path, "looked at", Marshal.GetLastPInvokeError());

    private void RequirePrivate()
    {
        var status = Status();
        if ((status.Mode & Statx.S_IFMT) != Statx.S_IFREG)
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
