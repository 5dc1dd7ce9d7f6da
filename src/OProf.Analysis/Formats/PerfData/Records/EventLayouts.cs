using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>The layouts of a file's events, and which event a record is of.</summary>
internal sealed class EventLayouts
{
    private readonly Dictionary<ulong, SampleLayout> _byId = [];

    private EventLayouts(SampleLayout[] all, IReadOnlyList<PerfEvent> events, string[] names)
    {
        All = all;
        Names = names;
        for (int i = 0; i < all.Length; i++)
        {
            foreach (ulong id in events[i].Ids)
                _byId[id] = all[i];
        }

        First = all[0];
        Id = First.Id;
        TrailerId = First.TrailerId;
        IsOne = all.Length == 1;
        IsTrailerSame = Array.TrueForAll(all, other => other.Attr.SampleType == First.Attr.SampleType && other.TrailerSize == First.TrailerSize);
        HasChains = Array.Exists(all, other => other.HasChain);
        HasCgroups = Array.Exists(all, other => other.CgroupFromEnd > 0);
        HasGroups = Array.Exists(all, other => other.HasGroupValues);
        SaysBuildIds = Array.Exists(all, other => other.Attr.Has(Capture.Sources.PerfEvents.Abi.PerfEventAttrFlags.BuildId));
        IsInherited = Array.Exists(all, other => other.Attr.Has(Capture.Sources.PerfEvents.Abi.PerfEventAttrFlags.Inherit));
    }

    /// <summary>Names of the events that take samples, by their index in the session.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The layouts, in the file's order.</summary>
    public IReadOnlyList<SampleLayout> All { get; }

    /// <summary>That of the first event, which what has no id is of.</summary>
    public SampleLayout First { get; }

    /// <summary>Where a sample of any event has its id; -1 for nowhere.</summary>
    public int Id { get; }

    /// <summary>Where the trailer of any record has it.</summary>
    public int TrailerId { get; }

    /// <summary>Whether there is one event only.</summary>
    public bool IsOne { get; }

    /// <summary>Whether all trailers are alike.</summary>
    public bool IsTrailerSame { get; }

    /// <summary>Whether an event has call chains.</summary>
    public bool HasChains { get; }

    /// <summary>Whether an event's samples say the control group.</summary>
    public bool HasCgroups { get; }

    /// <summary>Whether an event's samples carry values of a group.</summary>
    public bool HasGroups { get; }

    /// <summary>Whether build ids were asked for in the records of mappings.</summary>
    public bool SaysBuildIds { get; }

    /// <summary>Whether an event is inherited.</summary>
    public bool IsInherited { get; }

    /// <summary>Works out the layouts.</summary>
    /// <exception cref="PerfDataFormatException">Records of one event cannot be told from those of another.</exception>
    public static EventLayouts Of(string file, IReadOnlyList<PerfEvent> events, IReadOnlyDictionary<uint, string> units)
    {
        // An event that only follows processes is no event of the session, unless it is the only one.
        bool onlyDummies = events.All(e => e.Attr.IsDummy);
        var names = new List<string>();
        var all = new SampleLayout[events.Count];
        for (int i = 0; i < all.Length; i++)
        {
            bool takesSamples = onlyDummies || !events[i].Attr.IsDummy;
            all[i] = new SampleLayout(events[i].Attr, takesSamples ? names.Count : EventIdMap.Tracker);
            if (takesSamples)
                names.Add(events[i].Name.Length > 0 ? events[i].Name : PerfEventNames.Of(events[i].Attr, units));
        }

        var first = all[0];
        if (all.FirstOrDefault(other => other.Id != first.Id && other.Attr.SampleType != first.Attr.SampleType) is { } odd)
        {
            throw new PerfDataFormatException(
                file, 0, "events whose samples say their id at the same place", $"sample types 0x{(ulong)first.Attr.SampleType:x} and 0x{(ulong)odd.Attr.SampleType:x}");
        }

        return new EventLayouts(all, events, [.. names]);
    }

    /// <summary>The layout of an id; that of the first event for 0; null where no event has it.</summary>
    public SampleLayout? Find(ulong id) => _byId.TryGetValue(id, out var found) ? found : id == 0 ? First : null;
}
