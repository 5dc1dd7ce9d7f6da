using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Layout of a trace's packets: the metadata, made ready for reading.</summary>
internal sealed class TraceLayout
{
    private readonly Dictionary<ulong, StreamLayout> _streams = [];

    internal TraceLayout(CtfMetadata metadata) => Metadata = metadata;

    internal CtfMetadata Metadata { get; }

    internal LayoutNode? PacketHeader { get; set; }

    /// <summary>Index of the packet header's UUID, an array of 16 bytes; -1 where it has none.</summary>
    internal int UuidIndex { get; set; } = -1;

    /// <summary>Number of values that are kept for those that refer to them.</summary>
    internal int SlotCount { get; set; }

    /// <summary>The only kind of stream; null where there are several or none.</summary>
    internal StreamLayout? Single => _streams.Count == 1 ? _streams.Values.First() : null;

    internal IReadOnlyCollection<StreamLayout> Streams => _streams.Values;

    internal void Add(StreamLayout added) => _streams.Add(added.Class.Id, added);

    internal StreamLayout? Find(ulong id) => _streams.GetValueOrDefault(id);
}
