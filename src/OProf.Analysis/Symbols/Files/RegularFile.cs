using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OProf.Analysis.Symbols.Native;

namespace OProf.Analysis.Symbols.Files;

/// <summary>
/// A regular file open for reading. What a mapping's path names may by now be anything, and opening a FIFO or a device for
/// reading can block or do something; so the name is first resolved without opening (O_PATH), its type looked at, and
/// then the very same object is opened through its descriptor.
/// </summary>
/// <remarks>Read with pread: mapping the file would turn a truncation by somebody else into a SIGBUS.</remarks>
public sealed class RegularFile : IByteSource, IDisposable
{
    private const int ENOENT = 2;
    private const int EACCES = 13;
    private const int ENOTDIR = 20;
    private const int EPERM = 1;
    private const int ENOSYS = 38;

    private readonly SafeFileHandle _handle;

    private RegularFile(SafeFileHandle handle, string name, in StatxBuffer stat)
    {
        _handle = handle;
        Name = name;
        Length = stat.Size;
        DeviceMajor = stat.DeviceMajor;
        DeviceMinor = stat.DeviceMinor;
        Inode = stat.Inode;
        OwnerId = stat.Uid;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ulong Length { get; }

    /// <summary>Major number of the device that holds it.</summary>
    public uint DeviceMajor { get; }

    /// <summary>Minor number of the device that holds it.</summary>
    public uint DeviceMinor { get; }

    /// <summary>Its inode.</summary>
    public ulong Inode { get; }

    /// <summary>User id of its owner, in this process's user namespace.</summary>
    public uint OwnerId { get; }

    // Where the system is not Linux: a file of a capture, whose name the user gave.
    private RegularFile(SafeFileHandle handle, string name)
    {
        _handle = handle;
        Name = name;
        Length = (ulong)RandomAccess.GetLength(handle);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path; an absolute one where <paramref name="root"/> is given.</param>
    /// <param name="root">Directory to take for "/", links on the way included; null: this process's own root.</param>
    /// <param name="followLinks">Whether the last part of the path may be a symbolic link.</param>
    /// <param name="failure">Why the result is null.</param>
    public static RegularFile? Open(string path, string? root, bool followLinks, out OpenFailure failure)
    {
        string name = root is null ? path : root + path;
        if (!LinuxFiles.AreHere)
            return OpenElsewhere(name, followLinks, out failure);
        int flags = OpenNative.O_PATH | OpenNative.O_CLOEXEC | (followLinks ? 0 : OpenNative.O_NOFOLLOW);
        using var found = root is null ? OpenPath(path, flags) : OpenInRoot(root, path, flags);
        if (found.IsInvalid)
        {
            failure = FailureOf(Marshal.GetLastPInvokeError());
            return null;
        }

        int fd = (int)found.DangerousGetHandle();
        if (StatxNative.Statx(fd, "", StatxNative.AT_EMPTY_PATH, StatxNative.STATX_BASIC_STATS, out var stat) != 0)
        {
            failure = FailureOf(Marshal.GetLastPInvokeError());
            return null;
        }

        if ((stat.Mode & StatxNative.S_IFMT) != StatxNative.S_IFREG)
        {
            failure = OpenFailure.NotRegular;
            return null;
        }

        var handle = OpenPath($"/proc/self/fd/{fd}", OpenNative.O_RDONLY | OpenNative.O_CLOEXEC | OpenNative.O_NONBLOCK);
        if (handle.IsInvalid)
        {
            failure = FailureOf(Marshal.GetLastPInvokeError());
            handle.Dispose();
            return null;
        }

        failure = OpenFailure.None;
        return new RegularFile(handle, name, stat);
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (offset > long.MaxValue)
                throw new EndOfStreamException($"{Name}: offset {offset} is beyond any file.");
            int count = RandomAccess.Read(_handle, buffer, (long)offset);
            if (count == 0)
                throw new EndOfStreamException($"{Name}: it ends before offset {offset}, though it had {Length} bytes when it was opened.");
            offset += (ulong)count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private static RegularFile? OpenElsewhere(string name, bool followLinks, out OpenFailure failure)
    {
        try
        {
            var attributes = File.GetAttributes(name);
            var never = FileAttributes.Directory | FileAttributes.Device | (followLinks ? 0 : FileAttributes.ReparsePoint);
            if ((attributes & never) != 0)
            {
                failure = OpenFailure.NotRegular;
                return null;
            }

            failure = OpenFailure.None;
            return new RegularFile(File.OpenHandle(name), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            failure = e is FileNotFoundException or DirectoryNotFoundException ? OpenFailure.NotFound
                : e is UnauthorizedAccessException ? OpenFailure.Denied : OpenFailure.Failed;
            return null;
        }
    }

    private static SafeFileHandle OpenPath(string path, int flags) => new(OpenNative.Open(path, flags), ownsHandle: true);

    private static SafeFileHandle OpenInRoot(string root, string path, int flags)
    {
        using var directory = OpenPath(root, OpenNative.O_PATH | OpenNative.O_CLOEXEC);
        if (directory.IsInvalid)
            return new SafeFileHandle(-1, ownsHandle: true);
        var how = new OpenHow
        {
            Flags = (uint)flags,
            Resolve = OpenAt2Native.RESOLVE_IN_ROOT | OpenAt2Native.RESOLVE_NO_MAGICLINKS,
        };
        nint fd = OpenAt2Native.Syscall(
            OpenAt2Native.SYS_openat2, directory.DangerousGetHandle(), path, how, Marshal.SizeOf<OpenHow>());

        // Before Linux 5.6, and under filters that do not know it: the joined path, where at least the last part is no link.
        // ENOSYS and EPERM are not errors that resolving a path gives.
        if (fd < 0 && Marshal.GetLastPInvokeError() is ENOSYS or EPERM)
            return OpenPath(root + path, flags | OpenNative.O_NOFOLLOW);
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    private static OpenFailure FailureOf(int errno) => errno switch
    {
        ENOENT or ENOTDIR => OpenFailure.NotFound,
        EACCES or EPERM => OpenFailure.Denied,
        _ => OpenFailure.Failed,
    };
}
