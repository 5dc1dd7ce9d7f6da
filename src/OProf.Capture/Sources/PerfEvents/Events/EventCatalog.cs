using System.IO.Enumeration;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// The events a machine has names for: those of the kernel's ABI (linux/perf_event.h) by the names perf list uses, and those of the
/// performance monitoring units in /sys/bus/event_source/devices. Tracepoints are not among them.
/// </summary>
public sealed class EventCatalog
{
    private const string RawName = "rNNN";

    private static readonly Dictionary<string, CatalogEvent> ByName = IndexByName();

    internal EventCatalog(PmuDirectory units)
    {
        Units = units;
    }

    /// <summary>The catalogue of this machine. What sysfs says is read anew each time.</summary>
    public static EventCatalog Machine { get; } = new(PmuDirectory.Machine);

    /// <summary>Every event of the kernel's ABI, hardware first.</summary>
    internal static IReadOnlyList<CatalogEvent> Named { get; } =
        [.. HardwareEvents.All, .. HardwareCacheEvents.All, .. SoftwareEvents.All];

    internal PmuDirectory Units { get; }

    /// <summary>
    /// The events whose name or alias matches, each with the kernel's answer whether it can be captured by this user now: an event is
    /// opened and closed for each as the enumeration comes to it.
    /// </summary>
    /// <param name="pattern">A name with the wildcards * and ?, in any case; null for all.</param>
    public IEnumerable<EventType> Enumerate(string? pattern = null)
    {
        foreach (var named in Named)
        {
            if (!Matches(pattern, named.Name) && !(named.Alias.Length > 0 && Matches(pattern, named.Alias)))
                continue;
            var answer = Probe(DefinitionOf(named, named.Name));
            var unit = named.Name is "cpu-clock" or "task-clock" ? "ns" : "";
            yield return new(named.Name, named.Alias, named.Kind, answer.Available, answer.CanSample, answer.Reason, named.Description, unit);
        }

        if (Matches(pattern, RawName))
            yield return RawType();

        foreach (var type in UnitEvents(pattern))
            yield return type;
    }

    /// <summary>The names and aliases, without asking the kernel: for completion of what is typed.</summary>
    public IEnumerable<string> EnumerateNames()
    {
        foreach (var named in Named)
        {
            yield return named.Name;
            if (named.Alias.Length > 0)
                yield return named.Alias;
        }

        foreach (var unitName in Units.Names)
        {
            foreach (var eventName in Units.Find(unitName)?.Events ?? [])
                yield return $"{unitName}/{eventName}/";
        }
    }

    /// <summary>Asks the kernel whether it opens the event for this user: it is opened on the calling thread and closed at once.</summary>
    /// <exception cref="ArgumentNullException">The definition is null.</exception>
    public EventAvailability Probe(EventDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var cpu = definition.Kind == EventKind.Pmu ? CpuOf(definition.Type) : null;
        return EventProber.Probe(definition, cpu);
    }

    /// <summary>The event of the kernel's ABI by its name, its alias or, for caches, any spelling perf takes; null where there is none.</summary>
    internal static CatalogEvent? Find(string name) => ByName.GetValueOrDefault(name) ?? HardwareCacheEvents.Find(name);

    /// <summary>The definition of a named event without modifiers.</summary>
    internal static EventDefinition DefinitionOf(CatalogEvent named, string name) =>
        new() { Name = name, Kind = named.Kind, Type = named.Type, Config = named.Config };

    private static bool Matches(string? pattern, string name) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    private static Dictionary<string, CatalogEvent> IndexByName()
    {
        Dictionary<string, CatalogEvent> index = new(StringComparer.OrdinalIgnoreCase);
        foreach (var named in HardwareEvents.All.Concat(SoftwareEvents.All))
        {
            index.Add(named.Name, named);
            if (named.Alias.Length > 0)
                index.Add(named.Alias, named);
        }

        return index;
    }

    private static EventType RawType()
    {
        var answer = EventProber.Probe(new() { Name = "r0", Kind = EventKind.Raw, Type = (uint)PerfTypeId.PERF_TYPE_RAW, Config = 0 });
        // Number 0 need not be an event; that the processor's unit looked at it says that there is one.
        var available = answer.Available || answer.Errno == Native.Errno.EINVAL;
        return new(
            RawName,
            "",
            EventKind.Raw,
            available,
            available,
            available ? "" : answer.Reason,
            "An event by its hexadecimal number in the processor's manual, such as r1a8.",
            "");
    }

    private IEnumerable<EventType> UnitEvents(string? pattern)
    {
        foreach (var unitName in Units.Names)
        {
            if (Units.Find(unitName) is not { } unit)
                continue;
            foreach (var eventName in unit.Events)
            {
                var name = $"{unitName}/{eventName}/";
                if (Matches(pattern, name))
                    yield return UnitEvent(unit, eventName, name);
            }
        }
    }

    private static EventType UnitEvent(PmuDevice unit, string eventName, string name)
    {
        var terms = unit.TermsOf(eventName) ?? "";
        var reader = new PmuTermReader(unit);
        var fault = reader.Add(eventName, 0);
        // An alias with a hole ("event=0x1,core=?") is for the user to fill in.
        var answer = fault is null
            ? EventProber.Probe(EventTextReader.DefinitionOf(unit, reader, name), unit.Cpu)
            : new(false, false, fault.Message, 0);
        return new(name, "", EventKind.Pmu, answer.Available, answer.CanSample, answer.Reason, $"{unit.Name} with {terms}.", unit.UnitOf(eventName));
    }

    private int? CpuOf(uint type)
    {
        foreach (var name in Units.Names)
        {
            if (Units.Find(name) is { } unit && unit.Type == type)
                return unit.Cpu;
        }

        return null;
    }
}
