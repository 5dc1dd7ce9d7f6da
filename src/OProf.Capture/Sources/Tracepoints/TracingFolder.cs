using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using OProf.Capture.Native;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>
/// The folder of tracefs: where it is mounted, or else a mount of this process alone, which has no place in the tree of folders
/// (<see cref="FsMount"/>), so that nobody else sees it and nothing of it is left behind.
/// </summary>
internal sealed class TracingFolder
{
    private const string OwnPlace = "/sys/kernel/tracing";

    private static readonly object s_lock = new();
    private static TracingFolder? s_found;
    private static TracingFolder? s_writable;
    private readonly bool _isOwnMount;

    internal TracingFolder(string path, bool isOwnMount = false)
    {
        Path = path;
        _isOwnMount = isOwnMount;
    }

    /// <summary>Its path, without a slash at the end.</summary>
    public string Path { get; }

    /// <summary>Finds it, or mounts it.</summary>
    /// <exception cref="CaptureException">There is none to be had, or it may not be read.</exception>
    public static TracingFolder Open()
    {
        if (!OperatingSystem.IsLinux())
            throw new CaptureException(new(CaptureErrorId.NotLinux, CaptureErrorCategory.NotSupported, "This is not Linux: there are no tracepoints.", "Capture on Linux."));
        lock (s_lock)
        {
            // What was found may have been unmounted since.
            if (s_found is { } found && Directory.Exists(found.Path + "/events"))
                return found;
            return s_found = Find(MountTable.Read());
        }
    }

    /// <summary>The same where this process may write in it, as far as it is permitted at all: its own mount is to be read only.</summary>
    /// <exception cref="CaptureException">There is none to be had, or it may not be read.</exception>
    public static TracingFolder OpenWritable()
    {
        var folder = Open();
        if (!folder._isOwnMount)
            return folder;
        lock (s_lock)
        {
            if (s_writable is null && !TryMount(0, out s_writable, out int errno))
                throw NotFound(errno);
            return s_writable;
        }
    }

    /// <summary>A file or folder in it.</summary>
    public string this[string name] => $"{Path}/{name}";

    /// <summary>Writes a line to one of its files, which keeps what it has.</summary>
    /// <exception cref="IOException">The kernel does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public static void Write(string file, string line)
    {
        // One write is one command; to truncate some of these files would delete what others have defined.
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, Encoding.UTF8.GetBytes(line + "\n"), 0);
    }

    /// <summary>The text of one of its files.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public string ReadText(string name)
    {
        try
        {
            return File.ReadAllText(this[name]);
        }
        catch (UnauthorizedAccessException)
        {
            throw Denied(this[name]);
        }
        catch (IOException e)
        {
            throw new CaptureException(
                new(
                    CaptureErrorId.TracingNotFound, CaptureErrorCategory.ObjectNotFound, $"tracefs has no {name} that can be read: {e.Message}",
                    "What defined the tracepoint may have gone (a kernel module, a dynamic event): Get-OProfMarker lists what there is."),
                this[name], e);
        }
    }

    private static TracingFolder Find(IReadOnlyList<(string Path, string Type)> mounts)
    {
        string? denied = null;
        foreach (string path in Places(mounts))
        {
            // A folder that may not be looked into seems not to be there: the error is had by opening it.
            try
            {
                using var entries = Directory.EnumerateDirectories(path + "/events").GetEnumerator();
                if (entries.MoveNext())
                    return new TracingFolder(path);
            }
            catch (UnauthorizedAccessException)
            {
                denied ??= path;
            }
            catch (IOException)
            {
                // No such folder here.
            }
        }

        if (TryMount(FsMount.MOUNT_ATTR_RDONLY, out var folder, out int errno))
            return folder;
        throw denied is null ? NotFound(errno) : Denied(denied);
    }

    private static IEnumerable<string> Places(IReadOnlyList<(string Path, string Type)> mounts)
    {
        foreach (var (path, type) in mounts)
        {
            if (type == "tracefs")
                yield return path;
        }

        // Where debugfs is mounted, the kernel mounts tracefs in it when somebody looks.
        foreach (var (path, type) in mounts)
        {
            if (type == "debugfs")
                yield return path + "/tracing";
        }

        // Behind a folder that this user may not pass, mounts are seen and files are not.
        yield return OwnPlace;
    }

    private static bool TryMount(uint attributes, [NotNullWhen(true)] out TracingFolder? folder, out int errno)
    {
        folder = null;
        int context = FsOpen.Invoke("tracefs", FsOpen.FSOPEN_CLOEXEC);
        if (context < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return false;
        }

        int mount = FsConfig.Invoke(context, FsConfig.FSCONFIG_CMD_CREATE) < 0
            ? -1
            : FsMount.Invoke(context, FsMount.FSMOUNT_CLOEXEC, attributes | FsMount.MOUNT_ATTR_NOSUID | FsMount.MOUNT_ATTR_NODEV | FsMount.MOUNT_ATTR_NOEXEC);
        errno = Marshal.GetLastPInvokeError();
        _ = Close.Invoke(context);
        if (mount < 0)
            return false;

        // Held for as long as the process lives.
        folder = new TracingFolder(FormattableString.Invariant($"/proc/self/fd/{mount}"), isOwnMount: true);
        return true;
    }

    private static CaptureException NotFound(int errno) => new(
        new(
            CaptureErrorId.TracingNotFound,
            errno is Errno.EPERM or Errno.EACCES ? CaptureErrorCategory.PermissionDenied : CaptureErrorCategory.NotSupported,
            errno is Errno.ENODEV
                ? "This kernel has no tracefs (ENODEV): it was built without tracing."
                : $"tracefs, which tells of the kernel's tracepoints, is mounted nowhere, and could not be mounted ({Errno.NameOf(errno)}).",
            errno is Errno.ENODEV ? "Use a kernel with CONFIG_FTRACE." : $"sudo mount -t tracefs nodev {OwnPlace}, or run as root (CAP_SYS_ADMIN)."),
        OwnPlace);

    private static CaptureException Denied(string path) => new(
        new(
            CaptureErrorId.TracingDenied,
            CaptureErrorCategory.PermissionDenied,
            $"{path} may not be read (EACCES): tracefs is root's alone by default.",
            $"Run as root, or let a group read it: sudo mount -o remount,mode=750,gid=GROUP {path}. To open tracepoints takes CAP_PERFMON too."),
        path);
}
