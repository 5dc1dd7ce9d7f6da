using System.Buffers.Binary;
using OProf.Analysis.Formats.Ctf;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Symbols.Files;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using OProf.Analysis.Tests.Symbols;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Reading;

/// <summary>What is whole in a damaged trace is read, and what is not is said.</summary>
public sealed class DamageTests
{
    private static readonly Guid s_other = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void APacketWithAnotherMagicIsLeftOut() =>
        AssertMiddleLeftOut(SimpleTrace.Ticks(100, 5, 2000, sequence: 1, magic: 0xC1FC1FC0), CtfDiagnosticId.MagicMismatch, 0, "0xC1FC1FC1", "0xC1FC1FC0");

    [Fact]
    public void APacketOfAnotherTraceIsLeftOut() =>
        AssertMiddleLeftOut(SimpleTrace.Ticks(100, 5, 2000, sequence: 1, uuid: s_other), CtfDiagnosticId.UuidMismatch, 0, TraceFolder.Uuid.ToString(), s_other.ToString());

    [Fact]
    public void APacketWhoseContentIsLargerThanItselfIsLeftOut()
    {
        byte[] packet = SimpleTrace.Ticks(100, 5, 2000, sequence: 1);
        BinaryPrimitives.WriteUInt64LittleEndian(packet.AsSpan(48), ((ulong)packet.Length * 8) + 1);
        AssertMiddleLeftOut(packet, CtfDiagnosticId.SizeInvalid, 0, $"to {packet.Length * 8} bits", $"{(packet.Length * 8) + 1} bits");
    }

    [Fact]
    public void TheRestOfAPacketWithAnUnknownEventIsLeftOut()
    {
        var packet = new PacketBuilder(false, 0, 2000, 1);
        packet.Event(9, 2001);
        AssertMiddleLeftOut(packet.Close(), CtfDiagnosticId.Damaged, 88, "the id of an event", "9");
    }

    [Fact]
    public void TheRestOfAPacketWithATextWithoutEndIsLeftOut()
    {
        var packet = new PacketBuilder(false, 0, 2000, 1);
        packet.Event(2, 2001);
        packet.Bits.Bytes("no end"u8);
        AssertMiddleLeftOut(packet.Close(padding: 8), CtfDiagnosticId.Damaged, 88, "a NUL that ends the string 'text'", "the end of the packet's content");
    }

    [Fact]
    public void TheRestOfAPacketWithASequenceThatIsTooLongIsLeftOut()
    {
        var packet = new PacketBuilder(false, 0, 2000, 1);
        packet.Event(3, 2001);
        packet.Bits.Integer(uint.MaxValue, 32);
        AssertMiddleLeftOut(packet.Close(), CtfDiagnosticId.Damaged, 92, "at most 0 bits of the sequence 'bytes'", "a length of 4294967295");
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(12ul)]
    [InlineData(801ul)]
    public void AStreamEndsAtAPacketWithoutASize(ulong bits)
    {
        byte[] packet = SimpleTrace.Ticks(100, 5, 2000, sequence: 1);
        BinaryPrimitives.WriteUInt64LittleEndian(packet.AsSpan(56), bits);
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", SimpleTrace.Ticks(0, 5, 1000), packet, SimpleTrace.Ticks(10, 5, 3000, 2));
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(SimpleTrace.Count(0, 5), SimpleTrace.Numbers(trace));
        Assert.Equal(CtfDiagnosticId.SizeInvalid, Assert.Single(trace.Diagnostics.Kept).Id);
    }

    [Fact]
    public void EventsBeforeTheEndOfACutFileAreRead()
    {
        byte[] whole = [.. SimpleTrace.Ticks(0, 5, 1000), .. SimpleTrace.Ticks(5, 5, 2000, 1)];
        int first = SimpleTrace.Ticks(0, 5, 1000).Length;
        for (int length = 1; length < whole.Length; length++)
        {
            using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", whole[..length]);
            if (length < 84)
            {
                var error = Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path));
                Assert.Equal(folder.At("s"), error.File);
                continue;
            }

            using var trace = CtfTrace.Open(folder.Path);

            // Each event takes 12 bytes behind a head of 84.
            int inSecond = length - first < 84 ? 0 : (length - first - 84) / 12;
            int expected = length < first ? (length - 84) / 12 : 5 + inSecond;
            Assert.Equal(SimpleTrace.Count(0, expected), SimpleTrace.Numbers(trace));
            if (length == first)
                Assert.Empty(trace.Diagnostics.Kept);
            else
                Assert.Equal(CtfDiagnosticId.Truncated, Assert.Single(trace.Diagnostics.Kept).Id);
        }
    }

    [Fact]
    public void AFileOfAnotherStreamIsAnError()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", SimpleTrace.Ticks(0, 5, 1000, stream: 7));

        var error = Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path));
        Assert.Equal("7", error.Found);
    }

    [Fact]
    public void AFileOfAnotherTraceIsAnErrorWhereItIsTheOnlyOne()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", SimpleTrace.Ticks(0, 5, 1000, uuid: s_other));
        Assert.Contains(s_other.ToString(), Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path)).Message, StringComparison.Ordinal);

        folder.Stream("t", SimpleTrace.Ticks(0, 5, 1000));
        using var trace = CtfTrace.Open(folder.Path);
        Assert.Equal(SimpleTrace.Count(0, 5), SimpleTrace.Numbers(trace));
        Assert.Equal((CtfDiagnosticId.UuidMismatch, folder.At("s")), Assert.Single(trace.Diagnostics.Kept.Select(d => (d.Id, d.File))));
    }

    [Fact]
    public void AFolderThatIsNoTraceIsAnError()
    {
        using var folder = new TraceFolder();
        Assert.Throws<DirectoryNotFoundException>(() => CtfTrace.Open(folder.At("none")));
        Assert.Contains("'metadata'", Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<CtfFormatException>(() => CtfTraceFolder.Open(folder.Path));

        folder.Metadata(SimpleTrace.Metadata);
        Assert.Contains("stream files", Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path)).Message, StringComparison.Ordinal);
        folder.Metadata("");
        Assert.Contains("an empty file", Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path)).Message, StringComparison.Ordinal);
        folder.Metadata("\u001e{\"type\": \"preamble\"}");
        Assert.Contains("CTF 2", Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MetadataPacketsAreChecked()
    {
        using var folder = new TraceFolder().Stream("s", SimpleTrace.Ticks(0, 5, 1000)).PacketizedMetadata(SimpleTrace.Metadata, isBigEndian: true);
        byte[] whole = File.ReadAllBytes(folder.At("metadata"));
        using (var trace = CtfTrace.Open(folder.Path))
            Assert.Equal(5, SimpleTrace.Numbers(trace).Count);

        AssertAltered(0x75D11D57u ^ 1, 1061, "magic", 1061);
        AssertAltered(0, 1061 + 28, "a packet size", 1061 + 28);
        AssertAltered(uint.MaxValue & ~7u, 1061 + 28, "a packet size", 1061 + 28);
        AssertAltered(8, 1061 + 24, "a content size", 1061 + 24);
        AssertAltered(1, 1061 + 4, "the UUID", 1061 + 4);
        AssertAltered(0x01000000, 32, "neither compressed", 32);
        File.WriteAllBytes(folder.At("metadata"), whole[..(1061 + 20)]);
        Assert.Contains("header of 37 bytes", Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path)).Message, StringComparison.Ordinal);

        void AssertAltered(uint word, int at, string expected, int offset)
        {
            byte[] altered = [.. whole];
            BinaryPrimitives.WriteUInt32BigEndian(altered.AsSpan(at), word);
            File.WriteAllBytes(folder.At("metadata"), altered);
            var error = Assert.Throws<CtfFormatException>(() => CtfTrace.Open(folder.Path));
            Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
            Assert.Equal((ulong)offset, error.Offset);
        }
    }

    [Fact]
    public void WhatIsNoRegularFileIsLeftAlone()
    {
        Tool.Require("mkfifo");
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", SimpleTrace.Ticks(0, 5, 1000));
        Tool.Run("mkfifo", folder.At("fifo"));
        File.CreateSymbolicLink(folder.At("link"), folder.At("s"));
        folder.Stream(".hidden", [1, 2, 3]).Stream("empty");
        Directory.CreateDirectory(folder.At("index"));
        File.WriteAllText(folder.At("index/s.idx"), "no stream");
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(SimpleTrace.Count(0, 5), SimpleTrace.Numbers(trace));
        Assert.Equal(["fifo", "link"], trace.Diagnostics.Kept.Select(diagnostic => Path.GetFileName(diagnostic.File)));
        Assert.All(trace.Diagnostics.Kept, diagnostic => Assert.Equal(CtfDiagnosticId.Unreadable, diagnostic.Id));
    }

    [Fact]
    public void AFileThatChangesWhileItIsReadIsAnError()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", SimpleTrace.Ticks(0, 5, 1000), SimpleTrace.Ticks(5, 5, 2000, 1));
        using var trace = CtfTrace.Open(folder.Path);
        File.WriteAllBytes(folder.At("s"), new byte[10]);
        using var reader = trace.Read();

        Assert.ThrowsAny<IOException>(() => reader.Read());
    }

    [Fact]
    public void DiagnosticsAreBounded()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream(
            "s", Enumerable.Range(0, 1500).Select(i => SimpleTrace.Ticks((ulong)i, 1, (ulong)(1000 * (i + 1)), (ulong)i, uuid: i % 2 == 0 ? null : s_other)));
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(750, SimpleTrace.Numbers(trace).Count);
        Assert.Equal(CtfDiagnostics.MaxKept, trace.Diagnostics.Kept.Count);

        // Each packet that is left out, and the gap in the numbers that it leaves.
        Assert.Equal(750 + 749, trace.Diagnostics.Count);
    }

    [Fact]
    public void EmptyElementsAreBounded()
    {
        string metadata = PacketBuilder.Metadata(isBigEndian: false, "") + """
            event { name = empty; id = 1; stream_id = 0; fields := struct { uint64_t n; struct { struct { } inner[100000000]; } outer[n]; }; };
            """;
        var packet = new PacketBuilder(false, 0, 1000);
        packet.Event(1, 1001).Bits.Integer(1UL << 62, 64);
        using var folder = new TraceFolder().Metadata(metadata).Stream("s", packet.Close());
        using var trace = CtfTrace.Open(folder.Path);
        using var reader = trace.Read();

        Assert.False(reader.Read());
        Assert.Equal("fields that take room", Assert.Single(trace.Diagnostics.Kept).Expected);
    }

    [Fact]
    public void ALengthInAnOptionThatWasNotTakenIsNone()
    {
        string metadata = PacketBuilder.Metadata(isBigEndian: false, "") + """
            event { name = odd; id = 1; stream_id = 0; fields := struct {
                enum : uint8_t { one, two, none = 9 } tag;
                variant <tag> { uint8_t one; uint32_t two; } v;
                uint8_t bytes[v.one];
            }; };
            """;
        var good = new PacketBuilder(false, 0, 1000);
        good.Event(1, 1001).Bits.Bytes([0, 2, 7, 8]);
        var bad = new PacketBuilder(false, 0, 2000, 1);
        bad.Event(1, 2001).Bits.Bytes([1, 2, 0, 0, 0, 7, 8]);
        var none = new PacketBuilder(false, 0, 3000, 2);
        none.Event(1, 3001).Bits.Bytes([9, 2, 0, 0, 0, 7, 8]);
        using var folder = new TraceFolder().Metadata(metadata).Stream("s", good.Close(), bad.Close(), none.Close());
        using var trace = CtfTrace.Open(folder.Path);
        using var reader = trace.Read();

        Assert.True(reader.Read());
        Assert.Equal([7, 8], reader.Current.Payload.GetBytes(2).ToArray());
        Assert.False(reader.Read());
        Assert.Equal(["what 'bytes' refers to", "a tag of the variant 'v' that selects an option (one, two)"], trace.Diagnostics.Kept.Select(diagnostic => diagnostic.Expected));
    }

    [Fact]
    public void PacketsInMemoryAreCheckedToo()
    {
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", SimpleTrace.Ticks(0, 5, 1000));
        byte[] recovered = SimpleTrace.Ticks(5, 5, 2000, 1);
        using var trace = CtfTrace.Open(folder.Path, new CtfPacketSource("s", new MemorySource("buffer of s", recovered.AsMemory(0, recovered.Length - 5))));

        Assert.Equal(SimpleTrace.Count(0, 9), SimpleTrace.Numbers(trace));
        Assert.Equal("buffer of s", Assert.Single(trace.Diagnostics.Kept).File);
    }

    private static void AssertMiddleLeftOut(byte[] packet, CtfDiagnosticId id, int offset, string expected, string found)
    {
        byte[] first = SimpleTrace.Ticks(0, 5, 1000, padding: 3);
        using var folder = new TraceFolder().Metadata(SimpleTrace.Metadata).Stream("s", first, packet, SimpleTrace.Ticks(5, 5, 3000, 2));
        using var trace = CtfTrace.Open(folder.Path);

        Assert.Equal(SimpleTrace.Count(0, 10), SimpleTrace.Numbers(trace));
        var diagnostic = trace.Diagnostics.Kept[0];
        Assert.Equal((id, folder.At("s"), (ulong)(first.Length + offset)), (diagnostic.Id, diagnostic.File, diagnostic.Offset));
        Assert.Contains(expected, diagnostic.Expected, StringComparison.Ordinal);
        Assert.Contains(found, diagnostic.Found, StringComparison.Ordinal);
    }
}
