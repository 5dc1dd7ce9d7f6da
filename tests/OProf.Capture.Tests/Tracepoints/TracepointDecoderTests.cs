using System.Buffers.Binary;
using System.Text;
using OProf.Capture.Sources.Tracepoints.Formats;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Tracepoints;

/// <summary>Records of tracepoints as payloads.</summary>
public class TracepointDecoderTests
{
    [Fact]
    public void EachFieldIsWhereTheFormatSays()
    {
        byte[] record = new byte[64];
        Encoding.ASCII.GetBytes("bash").CopyTo(record, 8);
        "left over"u8.CopyTo(record.AsSpan(13));
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(24), 4711);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(28), -1);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), 1);
        Encoding.ASCII.GetBytes("sixteen letters!").CopyTo(record, 40);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(60), 120);
        Assert.Equal(
            "prev_comm = \"bash\", prev_pid = 4711, prev_prio = -1, prev_state = S, next_comm = \"sixteen letters!\", next_pid = 0, next_prio = 120",
            Decode("sched_switch", record)!.ToString());
    }

    [Fact]
    public void DynamicArraysAreTakenFromTheirPlace()
    {
        byte[] record = new byte[48 + 8 + 16 + 8 + 12];
        Place(record, 8, 48, 5);
        Place(record, 24, 56, 16);
        Place(record, 28, 72, 8);
        Place(record, 32, 80, 12);
        "eth0\0"u8.CopyTo(record.AsSpan(48));
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(56), 0x1000);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(64), ulong.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(88), 7);
        var payload = Decode("dma_map_sg", record)!;
        Assert.Equal("eth0", payload["device"]);
        Assert.Equal(new object[] { 0x1000UL, ulong.MaxValue }, payload["phys_addrs"]);
        Assert.Equal(new object[] { 0UL }, payload["dma_addrs"]);
        Assert.Equal(new object[] { 0UL, 0UL, 7UL }, payload["lengths"]);
        Assert.Equal("BIDIRECTIONAL", payload["dir"]!.ToString());
    }

    [Fact]
    public void ARelativePlaceIsCountedFromTheEndOfItsField()
    {
        var field = FieldDeclaration.Read("__rel_loc char[] name", 8, 4, false)!;
        byte[] record = new byte[32];
        Place(record, 8, 4, 6);
        "hello\0"u8.CopyTo(record.AsSpan(16));
        Assert.Equal("hello", Decode([field], record)!["name"]);
    }

    [Fact]
    public void IntegersThatAreLargerInTheSchemaKeepTheirSign()
    {
        TracepointField[] fields = [FieldDeclaration.Read("s32 a", 8, 4, true)!, FieldDeclaration.Read("s8 b", 12, 1, true)!, FieldDeclaration.Read("u16 c", 14, 2, false)!];
        var signed = PayloadType.Integer(true, 64);
        var schema = new PayloadSchema("x", null, [new("a", signed), new("b", signed), new("c", signed)]);
        var writer = new PayloadWriter();
        byte[] record = [0, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x80, 0, 0xFF, 0xFF];
        Assert.True(TracepointDecoder.Of(schema, fields).TryDecode(record, writer));
        Assert.Equal("a = -2, b = -128, c = 65535", PayloadReader.Read(schema, writer.Words).ToString());
    }

    [Theory]
    [InlineData(48, 6)]
    [InlineData(53, 1)]
    [InlineData(0xFFFF, 0xFFFF)]
    [InlineData(0, 54)]
    public void APlaceOutsideTheRecordIsNotDecoded(int offset, int length)
    {
        byte[] record = new byte[53];
        Place(record, 8, offset, length);
        Assert.Null(Decode("dma_map_sg", record));
    }

    [Fact]
    public void NeitherShortNorAlteredRecordsLeadOutOfThem()
    {
        var random = new Random(5);
        var writer = new PayloadWriter();
        int decoded = 0;
        foreach (string name in FormatFile.Names)
        {
            var format = FormatFile.Read(name);
            var schema = TracepointSchema.Of(name, format);
            var decoder = TracepointDecoder.Of(schema, format.Fields);
            for (int i = 0; i < 300; i++)
            {
                byte[] record = new byte[random.Next(200)];
                random.NextBytes(record.AsSpan(0, random.Next(record.Length + 1)));
                if (!decoder.TryDecode(record, writer))
                    continue;
                PayloadReader.Read(schema, writer.Words);
                decoded++;
            }
        }

        Assert.True(decoded > 500, $"{decoded}");
    }

    [Fact]
    public void DecodingAllocatesNothing()
    {
        var format = FormatFile.Read("dma_map_sg");
        var decoder = TracepointDecoder.Of(TracepointSchema.Of("x", format), format.Fields);
        var writer = new PayloadWriter();
        byte[] record = new byte[80];
        Place(record, 32, 48, 32);
        Assert.True(decoder.TryDecode(record, writer));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            decoder.TryDecode(record, writer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Place(byte[] record, int at, int offset, int length) =>
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(at), (uint)offset | ((uint)length << 16));

    private static PayloadRecord? Decode(string name, byte[] record)
    {
        var format = FormatFile.Read(name);
        var schema = TracepointSchema.Of(name, format);
        var writer = new PayloadWriter();
        return TracepointDecoder.Of(schema, format.Fields).TryDecode(record, writer) ? PayloadReader.Read(schema, writer.Words) : null;
    }

    private static PayloadRecord? Decode(TracepointField[] fields, byte[] record)
    {
        var schema = TracepointSchema.Of("x", new TracepointFormat("x", 1, [], fields, "\"\""));
        var writer = new PayloadWriter();
        return TracepointDecoder.Of(schema, fields).TryDecode(record, writer) ? PayloadReader.Read(schema, writer.Words) : null;
    }
}
