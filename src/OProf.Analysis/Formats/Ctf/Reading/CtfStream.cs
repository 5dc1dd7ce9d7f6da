using System.Diagnostics.CodeAnalysis;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>A stream: packets one behind the other, in one file or in several that follow each other.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The format calls it a stream.")]
public sealed class CtfStream
{
    // Enough for a head; events are not looked at.
    internal const int HeadBytes = 4 << 10;

    private readonly Lazy<CtfPacket?> _last;

    internal CtfStream(CtfTrace trace, StreamLayout layout, string name, CtfPacket first)
    {
        Trace = trace;
        Layout = layout;
        Name = name;
        InstanceId = first.StreamInstanceId;
        First = first;
        _last = new Lazy<CtfPacket?>(ReadLast);
    }

    /// <summary>The trace.</summary>
    public CtfTrace Trace { get; }

    /// <summary>Place among the trace's streams.</summary>
    public int Index { get; internal set; }

    /// <summary>The kind of stream.</summary>
    public CtfStreamClass Class => Layout.Class;

    /// <summary>Name of its first file.</summary>
    public string Name { get; }

    /// <summary>Id among the streams of its kind; null where its packets have none.</summary>
    public ulong? InstanceId { get; }

    /// <summary>The clock of its time stamps; null where it has none.</summary>
    public CtfClock? Clock => Layout.Clock;

    internal StreamLayout Layout { get; }

    internal CtfPacket First { get; }

    internal List<IByteSource> Sources { get; } = [];

    /// <summary>
    /// The stream that this one goes on with, in another trace: a tracer may close what it has recorded as a trace, and
    /// go on in the next without beginning its counts again. Null where there is none.
    /// </summary>
    internal CtfStream? Before { get; set; }

    /// <summary>The last packet of <see cref="Before"/>, which the first one's counts go on from.</summary>
    internal CtfPacket? PacketBefore => Before?._last.Value is { TimeEnd: { } end } last && end <= First.TimeBegin ? last : null;

    /// <summary>Bytes of its files.</summary>
    internal long Length => Sources.Sum(source => (long)Math.Min(source.Length, long.MaxValue / 1024));

    /// <summary>Reads its events.</summary>
    public CtfStreamReader Read() => new(this, Trace.Diagnostics);

    /// <summary>Reads the heads of its packets, one after the other.</summary>
    /// <exception cref="IOException">The bytes cannot be read (any more).</exception>
    public IEnumerable<CtfPacket> ReadPackets()
    {
        using var reader = Read();
        while (reader.NextPacket(HeadBytes))
            yield return reader.Packet!;
    }

    // What is wrong is said by whoever reads the stream.
    private CtfPacket? ReadLast()
    {
        using var reader = new CtfStreamReader(this, new CtfDiagnostics());
        CtfPacket? last = null;
        while (reader.NextPacket(HeadBytes))
            last = reader.Packet;
        return last;
    }
}
