namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>The performance monitoring units of a machine, as a directory of sysfs lists them.</summary>
/// <param name="root">The directory; /sys/bus/event_source/devices on a running machine.</param>
internal sealed class PmuDirectory(string root)
{
    /// <summary>That of this machine.</summary>
    public static readonly PmuDirectory Machine = new("/sys/bus/event_source/devices");

    // Units of their own syntax, which no terms between slashes describe.
    private static readonly string[] NotDescribed = ["breakpoint", "tracepoint", "kprobe", "uprobe"];

    /// <summary>The names, sorted; none where there is no sysfs.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            try
            {
                return
                [
                    .. Directory.EnumerateDirectories(root)
                        .Select(Path.GetFileName)
                        .OfType<string>()
                        .Except(NotDescribed)
                        .Order(StringComparer.Ordinal),
                ];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    /// <summary>The unit of that name, or null where there is none.</summary>
    public PmuDevice? Find(string name) =>
        // By the listing, so that a name such as ".." stays a name.
        Names.Contains(name) ? PmuDevice.Open(Path.Combine(root, name)) : null;
}
