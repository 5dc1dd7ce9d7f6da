namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A kind of stream.</summary>
public sealed class CtfStreamClass
{
    private readonly SortedDictionary<ulong, CtfEventClass> _events = [];

    internal CtfStreamClass(ulong id) => Id = id;

    /// <summary>Id.</summary>
    public ulong Id { get; }

    /// <summary>What each packet begins with, behind its header; null where there is nothing.</summary>
    public CtfStructType? PacketContext { get; internal set; }

    /// <summary>What each event begins with; null where there is nothing.</summary>
    public CtfStructType? EventHeader { get; internal set; }

    /// <summary>What each event has behind its header; null where there is nothing.</summary>
    public CtfStructType? EventContext { get; internal set; }

    /// <summary>The kinds of events, by their id.</summary>
    public IReadOnlyCollection<CtfEventClass> Events => _events.Values;

    /// <summary>A kind of event by its id; null where there is none.</summary>
    public CtfEventClass? FindEvent(ulong id) => _events.GetValueOrDefault(id);

    internal bool TryAdd(CtfEventClass added) => _events.TryAdd(added.Id, added);
}
