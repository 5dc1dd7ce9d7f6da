using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Puts a trace's files together to streams: those of the same kind and instance id are one stream, cut by its tracer
/// into files, in the order of time.
/// </summary>
internal sealed class StreamCollector(CtfTrace trace)
{
    private readonly List<CtfStream> _streams = [];
    private readonly Dictionary<(ulong Class, ulong Instance), CtfStream> _byInstance = [];
    private readonly Dictionary<string, CtfStream> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<IByteSource, ulong> _begins = [];

    /// <summary>Adds a file.</summary>
    internal void Add(string name, IByteSource source)
    {
        if (First(source, out var layout) is not { } first)
            return;
        _begins[source] = first.TimeBegin ?? 0;
        var key = (layout!.Class.Id, first.StreamInstanceId ?? 0);
        bool hasInstance = first is { StreamInstanceId: not null, TimeBegin: not null };
        if (hasInstance && _byInstance.TryGetValue(key, out var stream))
        {
            stream.Sources.Add(source);
            _byName[name] = stream;
            return;
        }

        stream = Make(name, layout, first);
        stream.Sources.Add(source);
        if (hasInstance)
            _byInstance.Add(key, stream);
    }

    /// <summary>Adds packets that come after a file's, or are a stream of their own.</summary>
    internal void Append(CtfPacketSource packets)
    {
        if (_byName.TryGetValue(packets.Stream, out var stream))
        {
            _begins[packets.Bytes] = ulong.MaxValue;
            stream.Sources.Add(packets.Bytes);
            return;
        }

        if (First(packets.Bytes, out var layout) is not { } first)
            return;
        _begins[packets.Bytes] = ulong.MaxValue;
        Make(packets.Stream, layout!, first).Sources.Add(packets.Bytes);
    }

    /// <summary>The streams.</summary>
    internal IReadOnlyList<CtfStream> Finish()
    {
        foreach (var stream in _streams)
        {
            // A stable sort: what has no time stays where it is, and what was appended stays last.
            var ordered = stream.Sources.OrderBy(source => _begins[source]).ToList();
            stream.Sources.Clear();
            stream.Sources.AddRange(ordered);
        }

        return _streams;
    }

    private CtfStream Make(string name, StreamLayout layout, CtfPacket first)
    {
        var stream = new CtfStream(trace, layout, name, first) { Index = _streams.Count };
        _streams.Add(stream);
        _byName[name] = stream;
        return stream;
    }

    private CtfPacket? First(IByteSource source, out StreamLayout? layout)
    {
        using var decoder = new PacketDecoder(trace.Layout.SlotCount);

        // What is wrong with the first packet is said when the stream is read, but for a source that has no other.
        var said = new CtfDiagnostics();
        var head = new PacketHead(trace.Layout, said, decoder);
        ulong offset = 0;
        CtfPacket? first = null;
        try
        {
            first = head.Read(source, ref offset, null, CtfStream.HeadBytes);
        }
        catch (IOException error)
        {
            said.Add(CtfDiagnosticId.Unreadable, source.Name, 0, "a file that can be read", error.Message);
        }

        layout = head.Stream;
        if (first is null)
            trace.Diagnostics.AddAll(said);
        return first;
    }
}
