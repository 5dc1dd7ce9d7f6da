namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>What a trace's metadata says (CTF 1.8.3, section 7).</summary>
public sealed class CtfMetadata
{
    private readonly SortedDictionary<ulong, CtfStreamClass> _streams = [];

    internal CtfMetadata()
    {
    }

    /// <summary>Major number of the format's version.</summary>
    public int Major { get; internal set; } = 1;

    /// <summary>Minor number of the format's version.</summary>
    public int Minor { get; internal set; } = 8;

    /// <summary>Id of the trace, which its packets repeat; null where it has none.</summary>
    public Guid? Uuid { get; internal set; }

    /// <summary>Byte order of fields that do not say theirs.</summary>
    public CtfByteOrder ByteOrder { get; internal set; }

    /// <summary>What each packet begins with; null where there is nothing.</summary>
    public CtfStructType? PacketHeader { get; internal set; }

    /// <summary>The environment, in the metadata's order.</summary>
    public IReadOnlyList<CtfEnvironmentEntry> Environment { get; internal set; } = [];

    /// <summary>The clocks, in the metadata's order.</summary>
    public IReadOnlyList<CtfClock> Clocks { get; internal set; } = [];

    /// <summary>The kinds of streams, by their id.</summary>
    public IReadOnlyCollection<CtfStreamClass> Streams => _streams.Values;

    /// <summary>The kinds of events, in the order of stream and event id.</summary>
    public IReadOnlyList<CtfEventClass> Events { get; private set; } = [];

    /// <summary>A kind of stream by its id; null where there is none.</summary>
    public CtfStreamClass? FindStream(ulong id) => _streams.GetValueOrDefault(id);

    /// <summary>A value of the environment; null where there is none of the name.</summary>
    public CtfEnvironmentEntry? FindEnvironment(string name) => Environment.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Reads metadata from its text.</summary>
    /// <param name="file">What error messages call it.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="TsdlException">The text is no metadata of CTF 1.8.</exception>
    public static CtfMetadata Parse(string file, string text) => new TsdlParser(file, text).Read();

    internal bool TryAdd(CtfStreamClass added) => _streams.TryAdd(added.Id, added);

    internal void NumberEvents()
    {
        Events = [.. Streams.SelectMany(stream => stream.Events)];
        for (int i = 0; i < Events.Count; i++)
            Events[i].Index = i;
    }
}
