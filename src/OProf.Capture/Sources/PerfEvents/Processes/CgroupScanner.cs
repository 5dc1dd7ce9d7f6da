using System.Text;
using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>
/// Reads the control groups that there are from their folders. A group's id is the inode number of its folder, which on machines of
/// 64 bits is all of the kernel's number for it (kernfs, since Linux 5.5).
/// </summary>
internal sealed class CgroupScanner : ICgroupCatalog
{
    // It is done on the thread that empties the rings: at most this part of its time.
    private const int TimesAsLong = 20;

    private static readonly EnumerationOptions s_all = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private readonly Func<CgroupMount?> _find;
    private readonly TimeProvider _clock;
    private long _notBefore;

    public CgroupScanner()
        : this(CgroupMount.Find, TimeProvider.System)
    {
    }

    internal CgroupScanner(Func<CgroupMount?> find, TimeProvider clock)
    {
        _find = find;
        _clock = clock;
    }

    /// <inheritdoc/>
    public bool TryAddAll(CgroupPaths paths)
    {
        long begin = _clock.GetTimestamp();
        if (begin < _notBefore)
            return false;
        if (_find() is { } mount)
            AddAll(mount, paths);
        long end = _clock.GetTimestamp();
        _notBefore = end + (TimesAsLong * (end - begin));
        return true;
    }

    private static void AddAll(CgroupMount mount, CgroupPaths paths)
    {
        try
        {
            Add(mount, mount.Path, paths);
            int left = CgroupPaths.MostPaths / 2;
            foreach (string folder in Directory.EnumerateDirectories(mount.Path + "/", "*", s_all))
            {
                if (--left < 0)
                    break;
                Add(mount, folder, paths);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may be unmounted at any moment. Whose path is not known is shown by its number.
        }
    }

    private static void Add(CgroupMount mount, string folder, CgroupPaths paths)
    {
        if (Lstat.Invoke(folder, out var status) == 0)
            paths.Add(status.Inode, Encoding.UTF8.GetBytes(mount.GroupOf(folder)));
    }
}
