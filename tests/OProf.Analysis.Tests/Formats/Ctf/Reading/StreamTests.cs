using System.Text;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Symbols.Files;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Reading;

/// <summary>Packets, clocks, losses, and what streams are put together of.</summary>
public sealed class StreamTests
{
    [Fact]
    public void PacketsSayTheirHeads()
    {
        byte[] first = SimpleTrace.Ticks(0, 2, 1000, 5, discarded: 3, cpu: 2, padding: 7, end: 1500);
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", first, SimpleTrace.Ticks(2, 1, 2000, 6, cpu: 2));
        using var trace = CtfTrace.Open(folder.Path);

        var packets = trace.Streams[0].ReadPackets().ToList();

        Assert.Equal(2, packets.Count);
        Assert.Equal((1000ul, 1500ul, 5ul, 3ul, 2ul, 2), (packets[0].TimeBegin, packets[0].TimeEnd, packets[0].SequenceNumber, packets[0].EventsDiscarded, packets[0].StreamInstanceId, packets[0].Cpu));
        Assert.Equal(((ulong)first.Length * 8, ((ulong)first.Length - 7) * 8, 0ul, false), (packets[0].Size, packets[0].ContentSize, packets[0].Offset, packets[0].IsTruncated));
        Assert.Equal((ulong)first.Length, packets[1].Offset);
    }

    [Fact]
    public void ShortTimeStampsWrapAround()
    {
        // The compact header has 27 bits of time: each step is more than half of that.
        const ulong step = (1UL << 26) + 12345;
        ulong[] times = [.. Enumerable.Range(1, 50).Select(i => (1UL << 40) + ((ulong)i * step))];
        var packet = new PacketBuilder(false, 0, 1UL << 40);
        foreach (ulong time in times)
            packet.Event(1, time).Bits.Integer(0, 64);
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", packet.Close());
        using var trace = CtfTrace.Open(folder.Path);
        using var reader = trace.Read();

        foreach (ulong time in times)
        {
            Assert.True(reader.Read());
            Assert.Equal((time, (long)time), (reader.Current.Cycles, reader.Time));
        }

        Assert.False(reader.Read());
    }

    [Fact]
    public void EventsAreMergedByTimeAndThenByStream()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata)
            .Stream("s_10", SimpleTrace.Ticks(200, 3, 1000, cpu: 10))
            .Stream("s_2", SimpleTrace.Ticks(100, 3, 1000, cpu: 2))
            .Stream("s_3", SimpleTrace.Ticks(300, 2, 1005, cpu: 3));
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(["s_2", "s_3", "s_10"], trace.Streams.Select(stream => stream.Name));
        Assert.Equal([100, 200, 300, 101, 201, 301, 102, 202], SimpleTrace.Numbers(trace));
    }

    [Fact]
    public void DiscardedEventsComeAtTheEndOfTheirPacket()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream(
            "s",
            SimpleTrace.Ticks(0, 2, 1000, 0, discarded: 4, end: 1100),
            SimpleTrace.Ticks(2, 2, 2000, 1, discarded: 4, end: 2100),
            SimpleTrace.Ticks(4, 0, 3000, 4, discarded: 10, end: 3100),
            SimpleTrace.Ticks(4, 1, 4000, 5, discarded: 9, end: 4100));
        using var trace = CtfTrace.Open(folder.Path);
        var items = new List<string>();
        using var reader = trace.Streams[0].Read();
        while (reader.Read())
            items.Add(reader.Kind == CtfItemKind.Event ? $"{reader.Time}" : $"{reader.Time}: {reader.Discarded}");

        Assert.Equal(["1000", "1010", "1100: 4", "2000", "2010", "3100: 6", "4000"], items);
        Assert.Equal(2ul, reader.MissingPackets);
        Assert.Equal(
            [("packet 2 of the stream", "packet 4"), ("events_discarded of at least 10", "9")],
            trace.Diagnostics.Kept.Select(diagnostic => (diagnostic.Expected, diagnostic.Found)));
    }

    [Fact]
    public void FilesOfOneStreamFollowEachOther()
    {
        // A tracer that cuts its streams into files begins again with the first name.
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata)
            .Stream("s_0_0", SimpleTrace.Ticks(4, 2, 3000, 2))
            .Stream("s_0_1", SimpleTrace.Ticks(0, 2, 1000, 0), SimpleTrace.Ticks(2, 2, 2000, 1))
            .Stream("s_1_0", SimpleTrace.Ticks(6, 1, 4000, 0, cpu: 1));
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(["s_0_0", "s_1_0"], trace.Streams.Select(stream => stream.Name));
        Assert.Equal(SimpleTrace.Count(0, 7), SimpleTrace.Numbers(trace));
        Assert.Empty(trace.Diagnostics.Kept);
    }

    [Fact]
    public void PacketsFromMemoryComeAfterThoseOfTheirFile()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s_0", SimpleTrace.Ticks(0, 3, 1000));
        using var trace = CtfTrace.Open(
            folder.Path,
            new CtfPacketSource("s_0", new MemorySource("first", SimpleTrace.Ticks(3, 2, 2000, 1))),
            new CtfPacketSource("s_0", new MemorySource("second", SimpleTrace.Ticks(5, 1, 3000, 2))),
            new CtfPacketSource("s_1", new MemorySource("other", SimpleTrace.Ticks(6, 2, 3500, 0, cpu: 1))));

        Assert.Equal(["s_0", "s_1"], trace.Streams.Select(stream => stream.Name));
        Assert.Equal(SimpleTrace.Count(0, 8), SimpleTrace.Numbers(trace));
        Assert.Empty(trace.Diagnostics.Kept);
    }

    [Fact]
    public void ATraceMayBeInMemoryButForItsMetadata()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata);
        using var trace = CtfTrace.Open(folder.Path, new CtfPacketSource("s", new MemorySource("memory", SimpleTrace.Ticks(0, 3, 1000))));

        Assert.Equal(SimpleTrace.Count(0, 3), SimpleTrace.Numbers(trace));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void EventsMayBeLargerThanTheWindow(int length)
    {
        string text = new('x', length);
        var packet = new PacketBuilder(false, 0, 1000, cpu: 9);
        for (ulong i = 0; i < 3; i++)
        {
            packet.Event(1, 1000 + (10 * i)).Bits.Integer(i, 64);
            packet.Event(2, 1005 + (10 * i)).Bits.Text(text + i);
        }

        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", packet.Close());
        using var trace = CtfTrace.Open(folder.Path);
        using var reader = trace.Read();
        for (ulong i = 0; i < 3; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal(i, reader.Current.Payload.GetUInt64(0));
            Assert.True(reader.Read());
            Assert.Equal(text + i, Encoding.UTF8.GetString(reader.Current.Payload.GetBytes(0)));
            Assert.Equal(1005 + (10 * (long)i), reader.Time);

            // What the packet's head says is there as long as the packet is.
            Assert.Equal(9ul, reader.Current.PacketContext.GetUInt64(6));
            Assert.Equal(TraceFolder.Uuid.ToByteArray(bigEndian: true), reader.Current.PacketHeader.GetBytes(1).ToArray());
            Assert.Equal(["magic", "uuid", "stream_id", "stream_instance_id"], reader.Current.PacketHeader.Decode()!.Select(field => field.Key));
        }

        Assert.False(reader.Read());
        Assert.Empty(trace.Diagnostics.Kept);
    }

    [Fact]
    public void ATraceWithoutPacketsHeadsIsOnePacket()
    {
        using var folder = new TraceFolder()
            .Metadata("""
                /* CTF 1.8 */
                trace { major = 1; minor = 8; byte_order = be; };
                stream { event.header := struct { integer { size = 16; align = 8; } timestamp; }; };
                event { fields := struct { integer { size = 16; align = 8; signed = true; } n; }; };
                """)
            .Stream("s", [0, 1, 0xFF, 0xFF, 0xFF, 0, 0, 2, 0, 5, 0, 3]);
        using var trace = CtfTrace.Open(folder.Path);
        using var reader = trace.Read();
        var read = new List<(long, long)>();
        while (reader.Read())
            read.Add((reader.Time, reader.Current.Payload.GetInt64(0)));

        // Without a clock, a time stamp counts nanoseconds; 16 bits of it wrap around.
        Assert.Equal([(1, -1), (0xFF00, 2), (0x10005, 3)], read);
    }

    [Fact]
    public void TracesWithSeveralClocksAreMergedByWallTime()
    {
        using var folder = new TraceFolder();
        foreach (var (name, offset, uuid) in new[] { ("a", 1_000_000, "62beab4d-c037-426e-9b23-81ea472f5946"), ("b", 0, "72beab4d-c037-426e-9b23-81ea472f5946") })
        {
            Directory.CreateDirectory(folder.At(name));
            File.WriteAllText(folder.At(name + "/metadata"), SimpleTrace.Metadata
                .Replace("1300000000000000000", $"{offset}", StringComparison.Ordinal)
                .Replace("62beab4d-c037-426e-9b23-81ea472f5946", uuid, StringComparison.Ordinal));
        }

        File.WriteAllBytes(folder.At("a/s"), SimpleTrace.Ticks(0, 2, 1000));
        File.WriteAllBytes(folder.At("b/s"), SimpleTrace.Ticks(5, 2, 1_001_005));
        using var traces = CtfTraceFolder.Open(folder.Path);
        using var reader = traces.Read();
        var read = new List<(long, ulong)>();
        while (reader.Read())
            read.Add((reader.Time, reader.Current.Payload.GetUInt64(0)));

        Assert.True(reader.IsMergedByWallTime);
        Assert.Equal([(1_001_000, 0), (1_001_005, 5), (1_001_010, 1), (1_001_015, 6)], read);
    }

    [Fact]
    public void CountsGoOnInTheNextChunkOfATrace()
    {
        using var folder = new TraceFolder();
        var chunks = new[]
        {
            ("chunk_2", SimpleTrace.Ticks(2, 2, 2000, 1, discarded: 15, end: 2100)),
            ("chunk_1", SimpleTrace.Ticks(0, 2, 1000, 0, discarded: 10, end: 1100)),
            ("chunk_3", SimpleTrace.Ticks(4, 2, 3000, 4, discarded: 16, end: 3100)),
        };
        foreach (var (name, packets) in chunks)
        {
            Directory.CreateDirectory(folder.At(name));
            File.WriteAllText(folder.At(name + "/metadata"), SimpleTrace.Metadata);
            File.WriteAllBytes(folder.At(name + "/s"), packets);
        }

        using var traces = CtfTraceFolder.Open(folder.Path);
        using var reader = traces.Read();
        var items = new List<string>();
        while (reader.Read())
            items.Add(reader.Current.Kind == CtfItemKind.Event ? $"{reader.Time}" : $"{reader.Time}: {reader.Current.Discarded}");

        Assert.Equal(["1000", "1010", "1100: 10", "2000", "2010", "2100: 5", "3000", "3010", "3100: 1"], items);
        Assert.Equal(CtfDiagnosticId.PacketsMissing, Assert.Single(traces.Traces.SelectMany(trace => trace.Diagnostics.Kept)).Id);
    }

    [Fact]
    public void TracesBelowAFolderAreFound()
    {
        using var folder = new TraceFolder();
        foreach (string name in new[] { "kernel", "ust/uid/0/64-bit", ".hidden", "broken" })
        {
            Directory.CreateDirectory(folder.At(name));
            File.WriteAllText(folder.At(name + "/metadata"), name == "broken" ? "nothing" : SimpleTrace.Metadata);
            File.WriteAllBytes(folder.At(name + "/s"), SimpleTrace.Ticks(0, 1, 1000));
        }

        using var traces = CtfTraceFolder.Open(folder.Path);

        Assert.Equal([folder.At("kernel"), folder.At("ust/uid/0/64-bit")], traces.Traces.Select(trace => trace.Path));
        Assert.Equal(CtfDiagnosticId.TraceUnreadable, Assert.Single(traces.Diagnostics.Kept).Id);
    }

    [Fact]
    public void MoreStreamsThanFilesThatMayBeOpenAreRead()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata);
        for (uint cpu = 0; cpu < 600; cpu++)
            folder.Stream($"s_{cpu}", SimpleTrace.Ticks(cpu, 1, 1000 + cpu, cpu: cpu), SimpleTrace.Ticks(600 + cpu, 1, 2000 + cpu, 1, cpu: cpu));
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(SimpleTrace.Count(0, 1200), SimpleTrace.Numbers(trace));
    }
}
