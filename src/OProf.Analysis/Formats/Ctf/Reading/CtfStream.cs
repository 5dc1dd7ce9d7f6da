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

    internal CtfStream(CtfTrace trace, StreamLayout layout, string name, CtfPacket first)
    {
        Trace = trace;
        Layout = layout;
        Name = name;
        InstanceId = first.StreamInstanceId;
        First = first;
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

    /// <summary>Bytes of its files.</summary>
    internal long Length => Sources.Sum(source => (long)Math.Min(source.Length, long.MaxValue / 1024));

    /// <summary>Reads its events.</summary>
    public CtfStreamReader Read() => new(this);

    /// <summary>Reads the heads of its packets, one after the other.</summary>
    /// <exception cref="IOException">The bytes cannot be read (any more).</exception>
    public IEnumerable<CtfPacket> ReadPackets()
    {
        using var reader = Read();
        while (reader.NextPacket(HeadBytes))
            yield return reader.Packet!;
    }
}
