using System.Globalization;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>A performance monitoring unit as sysfs describes it: /sys/bus/event_source/devices/NAME.</summary>
internal sealed class PmuDevice
{
    private static readonly string[] AttributeSuffixes = [".unit", ".scale", ".snapshot", ".per-pkg"];

    private readonly string _directory;

    private PmuDevice(string name, string directory, uint type)
    {
        Name = name;
        _directory = directory;
        Type = type;
    }

    public string Name { get; }

    /// <summary>What perf_event_attr.type is for it.</summary>
    public uint Type { get; }

    /// <summary>The names of its events, sorted.</summary>
    public IReadOnlyList<string> Events =>
        [.. FilesOf("events").Where(name => !AttributeSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)))];

    /// <summary>The names of its terms, sorted.</summary>
    public IReadOnlyList<string> Formats => FilesOf("format");

    /// <summary>
    /// The CPU on which such events are opened for all processes; null for a unit that belongs to a core and so can follow a task.
    /// </summary>
    public int? Cpu
    {
        get
        {
            var mask = SmallFile.Read(Path.Combine(_directory, "cpumask"));
            if (mask is null)
                return null;
            var digits = mask.TakeWhile(char.IsAsciiDigit).ToArray();
            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) ? cpu : null;
        }
    }

    /// <summary>The unit of that directory, or null where it has no readable type.</summary>
    public static PmuDevice? Open(string directory)
    {
        var type = SmallFile.Read(Path.Combine(directory, "type"));
        return uint.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(Path.GetFileName(directory), directory, number)
            : null;
    }

    /// <summary>The terms an event stands for ("event=0x3c,umask=0x1"), or null where there is no such event.</summary>
    public string? TermsOf(string eventName) =>
        Events.Contains(eventName) ? SmallFile.Read(Path.Combine(_directory, "events", eventName)) : null;

    /// <summary>What the event's values are to be read as ("Joules"); empty where nothing is said.</summary>
    public string UnitOf(string eventName) => SmallFile.Read(Path.Combine(_directory, "events", eventName + ".unit")) ?? "";

    /// <summary>Where the term is kept, or null where the unit does not know it.</summary>
    public PmuFormat? FormatOf(string term)
    {
        // By the listing, so that a term such as ".." stays a name.
        if (!Formats.Contains(term))
            return null;
        var text = SmallFile.Read(Path.Combine(_directory, "format", term));
        return text is null ? null : PmuFormat.Parse(text);
    }

    private List<string> FilesOf(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path.Combine(_directory, folder)).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
