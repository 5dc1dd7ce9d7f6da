using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>What a file says beside its records: its events, and the machine and command that it is of.</summary>
internal sealed class PerfContents
{
    /// <summary>Most events; perf itself opens no more than it has file descriptors.</summary>
    public const int MaxEvents = 1 << 16;

    private readonly Dictionary<string, byte[]> _buildIds = [];
    private readonly Dictionary<string, string> _properties = [];

    public List<PerfEvent> Events { get; } = [];

    public List<PerfGroup> Groups { get; } = [];

    /// <summary>Build ids by the path of the file.</summary>
    public IReadOnlyDictionary<string, byte[]> BuildIds => _buildIds;

    /// <summary>Everything else, as text.</summary>
    public IReadOnlyDictionary<string, string> Properties => _properties;

    public string HostName { get; set; } = "";

    public string Release { get; set; } = "";

    public string Architecture { get; set; } = "";

    public IReadOnlyList<string> CommandLine { get; set; } = [];

    /// <summary>Most bytes that one compressed record becomes; 0 where it is not said.</summary>
    public long CompressedLength { get; set; }

    /// <summary>Wall time in nanoseconds since 1970 of <see cref="ClockTime"/>; 0 where it is not said.</summary>
    public ulong WallTime { get; set; }

    /// <summary>The records' clock at <see cref="WallTime"/>.</summary>
    public ulong ClockTime { get; set; }

    /// <summary>Names of event sources by their type.</summary>
    public Dictionary<uint, string> Units { get; } = [];

    public void Say(string name, string value)
    {
        if (value.Length > 0)
            _properties[name] = value;
    }

    /// <summary>Adds what struct build_id_event says of a file; the first build id of a path counts.</summary>
    public void AddBuildId(PerfBytes record)
    {
        const int BuildIdAt = 12;
        const int SizeAt = 32;
        const int NameAt = 36;
        const int Longest = 20;
        const ushort PERF_RECORD_MISC_BUILD_ID_SIZE = 1 << 15;
        if (record.Length <= NameAt)
            return;
        string path = record.Slice(NameAt).Text();
        int size = (record.UInt16(4) & PERF_RECORD_MISC_BUILD_ID_SIZE) != 0 ? Math.Min((int)record.Bytes[SizeAt], Longest) : Longest;
        byte[] buildId = record.Bytes.Slice(BuildIdAt, size).ToArray();
        if (path.Length > 0 && buildId.AsSpan().ContainsAnyExcept((byte)0) && _buildIds.TryAdd(path, buildId) && path == "[kernel.kallsyms]")
            Say("KernelBuildId", BuildId.Text(buildId));
    }
}
