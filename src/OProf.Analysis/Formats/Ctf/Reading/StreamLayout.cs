using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Layout of a kind of stream.</summary>
internal sealed class StreamLayout(CtfStreamClass streamClass, CtfClock? clock)
{
    // Ids are small numbers as a rule, so the first are found by index.
    private const int DirectIds = 4096;

    private readonly Dictionary<ulong, EventLayout> _events = [];
    private EventLayout?[] _direct = [];

    internal CtfStreamClass Class { get; } = streamClass;

    /// <summary>The clock of its time stamps; null where it has none.</summary>
    internal CtfClock? Clock { get; } = clock;

    internal LayoutNode? PacketContext { get; set; }

    internal LayoutNode? EventHeader { get; set; }

    internal LayoutNode? EventContext { get; set; }

    /// <summary>The only kind of event; null where there are several or none.</summary>
    internal EventLayout? Single { get; private set; }

    internal IEnumerable<EventLayout> Events => _direct.OfType<EventLayout>().Concat(_events.Values);

    internal void Add(EventLayout added)
    {
        Single = Class.Events.Count == 1 ? added : null;
        ulong id = added.Class.Id;
        if (id >= DirectIds)
        {
            _events.Add(id, added);
            return;
        }

        if (id >= (ulong)_direct.Length)
            Array.Resize(ref _direct, Math.Min(DirectIds, Math.Max((int)id + 1, _direct.Length * 2)));
        _direct[id] = added;
    }

    /// <summary>The event of an id; null where there is none.</summary>
    internal EventLayout? Find(ulong id) => id < (ulong)_direct.Length ? _direct[id] : _events.GetValueOrDefault(id);
}
