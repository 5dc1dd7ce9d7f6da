using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Reading;

/// <summary>Fields read one by one, without decoding the others.</summary>
public sealed class FieldTests : IDisposable
{
    private readonly TraceFolder _folder = new();
    private readonly CtfTrace _trace;
    private readonly CtfReader _reader;

    public FieldTests()
    {
        string metadata = PacketBuilder.Metadata(isBigEndian: false, "event.context := struct { integer { size = 32; align = 8; signed = true; } vpid; };") + """
            event { name = all; id = 1; stream_id = 0;
                context := struct { uint8_t flags; };
                fields := struct {
                    uint64_t a;
                    integer { size = 12; align = 8; signed = true; } b;
                    uint32_t c;
                    floating_point { exp_dig = 11; mant_dig = 53; align = 8; } d;
                    uint32_t n;
                    uint64_t words[n];
                    uint8_t bytes[n];
                    integer { size = 16; align = 8; byte_order = be; } network[2];
                    integer { size = 8; align = 8; encoding = UTF8; } name[6];
                    string text;
                    enum : uint8_t { ZERO, ONE } e;
                };
            };
            """;
        var packet = new PacketBuilder(false, 0, 1000, cpu: 3);
        packet.Event(1, 1001);
        var bits = packet.Bits;
        bits.Integer(unchecked((uint)-7), 32);
        bits.Integer(0x5A, 8);
        bits.Integer(ulong.MaxValue - 1, 64);
        bits.Integer(unchecked((ulong)-5), 12);
        bits.Align(8);
        bits.Integer(77, 32);
        bits.Integer(BitConverter.DoubleToUInt64Bits(2.5), 64);
        bits.Integer(3, 32);
        foreach (ulong word in new ulong[] { 1, ulong.MaxValue, 1UL << 40 })
            bits.Integer(word, 64);
        bits.Bytes([9, 8, 7]);
        bits.Integer(0x1234, 16, bigEndian: true);
        bits.Integer(0xFEDC, 16, bigEndian: true);
        bits.Bytes("ab\0xyz"u8);
        bits.Text("text");
        bits.Integer(1, 8);
        _folder.Metadata(metadata).Stream("s", packet.Close());
        _trace = CtfTrace.Open(_folder.Path);
        _reader = _trace.Read();
        Assert.True(_reader.Read());
    }

    [Fact]
    public void OfAnyKindAreReadByTheirIndex()
    {
        var at = _reader.Current;
        var payload = at.Payload;
        ulong[] words = new ulong[4];
        ulong[] network = new ulong[1];

        Assert.Equal(-7, at.StreamContext.GetInt64(0));
        Assert.Equal(0x5Aul, at.EventContext.GetUInt64(0));
        Assert.Equal(3ul, at.PacketContext.GetUInt64(at.PacketContext.Type!.IndexOf("cpu_id")));
        Assert.Equal(0xC1FC1FC1ul, at.PacketHeader.GetUInt64(0));
        Assert.Equal(1ul, at.Header.GetUInt64(0));
        Assert.Equal(ulong.MaxValue - 1, payload.GetUInt64(0));
        Assert.Equal(-5, payload.GetInt64(1));
        Assert.Equal(77ul, payload.GetUInt64(2));
        Assert.Equal(2.5, payload.GetDouble(3));
        Assert.Equal(3ul, payload.GetLength(5));
        Assert.Equal(3ul, payload.GetIntegers(5, words));
        Assert.Equal([1, ulong.MaxValue, 1UL << 40, 0], words);
        Assert.Equal([9, 8, 7], payload.GetBytes(6).ToArray());
        Assert.Equal(2ul, payload.GetIntegers(7, network));
        Assert.Equal([0x1234], network);
        Assert.Equal("ab"u8.ToArray(), payload.GetBytes(8).ToArray());
        Assert.Equal("text"u8.ToArray(), payload.GetBytes(9).ToArray());
        Assert.Equal(1ul, payload.GetUInt64(10));
    }

    [Fact]
    public void TheIntegersInFrontAreCopiedAtOnce()
    {
        ulong[] values = new ulong[8];

        Assert.Equal(3, _reader.Current.Payload.CopyIntegers(values));
        Assert.Equal([ulong.MaxValue - 1, unchecked((ulong)-5L), 77], values[..3]);
        Assert.Equal(1, _reader.Current.Payload.CopyIntegers(values.AsSpan(0, 1)));
    }

    [Fact]
    public void OfAnotherKindAreRefused()
    {
        var payload = _reader.Current.Payload;

        Assert.Throws<InvalidOperationException>(() => payload.GetDouble(0));
        Assert.Throws<InvalidOperationException>(() => payload.GetUInt64(3));
        Assert.Throws<InvalidOperationException>(() => payload.GetBytes(5).Length);
        Assert.Throws<InvalidOperationException>(() => payload.GetLength(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.GetUInt64(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.GetUInt64(-1));
    }

    [Fact]
    public void AreDecodedToObjects()
    {
        var value = _reader.Current.Payload.Decode()!;

        Assert.Equal(["a", "b", "c", "d", "n", "words", "bytes", "network", "name", "text", "e"], value.Select(field => field.Key));
        Assert.Equal(-5L, value["b"]);
        Assert.Equal(new object[] { 0x1234ul, 0xFEDCul }, value["network"]);
        Assert.Equal(new CtfEnumValue("ONE", 1ul), value["e"]);
        Assert.Equal("ab", value["name"]);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _trace.Dispose();
        _folder.Dispose();
    }
}
