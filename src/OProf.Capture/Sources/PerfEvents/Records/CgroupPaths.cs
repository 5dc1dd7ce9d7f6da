using System.Globalization;
using System.Text;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>
/// The paths of control groups by the kernel's id, which no other group gets as long as the machine runs. Only what samples are of
/// goes into the session's tables. For one thread.
/// </summary>
/// <param name="catalog">Where to ask for groups that no record told about; null where there is nobody to ask.</param>
internal sealed class CgroupPaths(ICgroupCatalog? catalog = null)
{
    // A machine that makes and removes groups for days shall not fill the memory with them: the table begins anew then.
    public const int MostPaths = 1 << 16;

    // PATH_MAX: what is longer is no path of the kernel's.
    private const int MaxLength = 4096;

    private readonly Dictionary<ulong, byte[]> _paths = [];

    /// <summary>Says a group's path, from the hierarchy's root on.</summary>
    public void Add(ulong id, ReadOnlySpan<byte> path)
    {
        if (_paths.Count >= MostPaths)
            _paths.Clear();
        _paths[id] = path[..Math.Min(path.Length, MaxLength)].ToArray();
    }

    /// <summary>Number of a group's path, or of what stands for one that nobody knows; 0 for no group.</summary>
    public int IndexOf(ulong id, StringTable strings)
    {
        if (id == 0)
            return 0;
        if (!_paths.TryGetValue(id, out byte[]? path))
        {
            bool looked = catalog is null || catalog.TryAddAll(this);
            if (!_paths.TryGetValue(id, out path))
            {
                path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[cgroup {id}]"));

                // What was looked for in vain is of no use to look for again. Where a record still comes, it holds.
                if (looked)
                    Add(id, path);
            }
        }

        return strings.Intern(path);
    }
}
