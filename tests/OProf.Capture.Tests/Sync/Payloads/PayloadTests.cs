using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Sync.Payloads;

/// <summary>Fields packed into words, and words unpacked to fields.</summary>
public sealed class PayloadTests
{
    private static readonly PayloadType s_colour = PayloadType.Integer(true, 32, 10, [new PayloadLabel("RED", 0, 0), new PayloadLabel("MANY", 10, 20), new PayloadLabel("NEGATIVE", unchecked((ulong)-5L), unchecked((ulong)-5L))]);

    private static readonly PayloadSchema s_schema = new("all", "tests",
    [
        new("u8", PayloadType.Integer(false, 3)),
        new("s16", PayloadType.Integer(true, 16, 16)),
        new("u64", PayloadType.Integer(false, 64, 16)),
        new("d", PayloadType.Double),
        new("text", PayloadType.Text),
        new("bytes", PayloadType.Bytes),
        new("colour", s_colour),
        new("nested", PayloadType.Struct([new("a", PayloadType.Integer(false, 32)), new("empty", PayloadType.Struct([]))])),
        new("row", PayloadType.Array(PayloadType.Integer(true, 8))),
        new("choice", PayloadType.Choice([new("number", PayloadType.Integer(false, 8)), new("text", PayloadType.Text)])),
    ]);

    [Fact]
    public void WhatIsPackedIsUnpacked()
    {
        var writer = new PayloadWriter();
        Pack(writer, -7);
        Pack(writer, 15);
        var fields = PayloadReader.Read(s_schema, writer.Words);

        Assert.Equal(["u8", "s16", "u64", "d", "text", "bytes", "colour", "nested", "row", "choice"], fields.Keys.Cast<string>());
        Assert.Equal(5ul, fields["u8"]);
        Assert.Equal(-2L, fields["s16"]);
        Assert.Equal(ulong.MaxValue, fields["u64"]);
        Assert.Equal(-0.5, fields["d"]);
        Assert.Equal("café \"x\"", fields["text"]);
        Assert.Equal(new byte[] { 0, 255 }, fields["bytes"]);
        Assert.Equal("MANY", fields["colour"]!.ToString());
        Assert.Equal(7ul, ((PayloadRecord)fields["nested"]!)["a"]);
        Assert.Equal(new object[] { -1L, 0L, 1L }, fields["row"]);
        Assert.Equal("taken", fields["choice"]);
        Assert.Equal(
            "u8 = 5, s16 = 0xfffe, u64 = 0xffffffffffffffff, d = -0.5, text = \"café \\\"x\\\"\", bytes = 0x00FF, colour = MANY, nested = { a = 7, empty = {  } }, row = [-1, 0, 1], choice = \"taken\"",
            fields.ToString());
    }

    [Fact]
    public void APayloadIsSmall()
    {
        var writer = new PayloadWriter();
        Pack(writer, 0);

        // 1 + 2 + 8 + 8, a text of 9 with its length, 2 bytes with theirs, 4 + 4, 3 with theirs, 5 with option and length.
        Assert.Equal((1 + 2 + 8 + 8 + 10 + 3 + 4 + 4 + 4 + 7 + 7) / 8, writer.Words.Length);
    }

    [Theory]
    [InlineData(0, "RED", 0L)]
    [InlineData(-5, "NEGATIVE", -5L)]
    [InlineData(3, "3", 3L)]
    public void ALabeledValueIsEqualToItsNameAndItsNumber(int value, string name, long number)
    {
        var writer = new PayloadWriter();
        Pack(writer, value);
        var labeled = (LabeledValue)PayloadReader.Read(s_schema, writer.Words)["colour"]!;

        Assert.True(labeled.Equals(name));
        Assert.True(labeled.Equals((object)name.ToLowerInvariant()));
        Assert.True(labeled.Equals(number));
        Assert.True(labeled.Equals((int)number));
        Assert.False(labeled.Equals("BLUE"));
        Assert.False(labeled.Equals(number + 1));
        Assert.False(labeled.Equals(null));
        Assert.Equal(name, labeled.ToString());
    }

    [Fact]
    public void APayloadThatIsTooLargeIsNotPacked()
    {
        var writer = new PayloadWriter();
        writer.Bytes(new byte[PayloadWriter.MaxBytes]);
        Assert.True(writer.HasOverflowed);

        writer.Reset();
        writer.Bytes(new byte[PayloadWriter.MaxBytes - 3]);
        Assert.False(writer.HasOverflowed);
        var buffer = new EventBuffer(4 << 20, 1);
        Assert.True(new EventStreamWriter(buffer).Payload(new StreamPayload { Kind = EventCode.FirstSchema, Words = writer.Words }));
    }

    [Fact]
    public void WordsThatAreNoPayloadAreRefused()
    {
        var random = new Random(1);
        var writer = new PayloadWriter();
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            Pack(writer, round);
            ulong[] words = writer.Words.ToArray();
            words[random.Next(words.Length)] ^= (ulong)random.NextInt64() << random.Next(64);
            try
            {
                Assert.Equal(s_schema.Fields.Count, PayloadReader.Read(s_schema, words.AsSpan(0, random.Next(words.Length + 1))).Count);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 19_999);
    }

    [Fact]
    public void EmptyElementsAreBounded()
    {
        var empty = PayloadType.Array(PayloadType.Struct([]));
        var schema = new PayloadSchema("empty", null, [new("a", PayloadType.Array(empty))]);
        var writer = new PayloadWriter();
        writer.Number(ulong.MaxValue);
        Assert.Throws<InvalidDataException>(() => PayloadReader.Read(schema, writer.Words));

        writer.Reset();
        writer.Number(60_000);
        for (int i = 0; i < 60_000; i++)
            writer.Number(60_000);
        Assert.Throws<InvalidDataException>(() => PayloadReader.Read(schema, writer.Words));
    }

    [Fact]
    public void TypesAreBounded()
    {
        var type = PayloadType.Double;
        for (int depth = 1; depth < PayloadType.MaxDepth; depth++)
            type = PayloadType.Array(type);

        Assert.Throws<ArgumentException>(() => PayloadType.Array(type));
        Assert.Throws<ArgumentOutOfRangeException>(() => PayloadType.Integer(false, 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => PayloadType.Integer(false, 8, 7));
    }

    [Fact]
    public void RecordsComeThroughTheStreamWithTheirTask()
    {
        var tables = new SessionTables();
        ulong kind = tables.Schemas.Add(s_schema);
        int row = tables.Tasks.Intern(12, 13, tables.Strings.Intern("worker"u8), 0);
        var buffer = new EventBuffer(1 << 20, 1);
        var stream = new EventStreamWriter(buffer);
        var writer = new PayloadWriter();
        Pack(writer, 0);
        for (ulong i = 0; i < 2; i++)
            stream.Payload(new StreamPayload { Time = 100 + i, Cpu = 3, ProcessId = 12, ThreadId = 13, Task = row, Kind = kind, Words = writer.Words });
        stream.Lost(200, 3, LossCause.SourceDiscarded, 5);
        stream.Payload(new StreamPayload { Time = 300, Kind = kind, Words = [] });
        buffer.Complete();

        var entries = new List<StreamEvent>();
        var reader = new EventReader(buffer);
        while (reader.TryRead(out var entry))
            entries.Add(entry);

        Assert.Equal(
            [EventKind.CpuSwitch, EventKind.ContextSwitch, EventKind.Data, EventKind.Data, EventKind.Lost, EventKind.CpuSwitch, EventKind.Data],
            entries.Select(entry => entry.Kind));
        Assert.Equal((101ul, 3, 12, 13, row, kind), (entries[3].Time, entries[3].Cpu, entries[3].ProcessId, entries[3].ThreadId, entries[3].Task, entries[3].DataKind));
        Assert.Equal((-1, -1, -1), (entries[6].Cpu, entries[6].ProcessId, entries[6].Task));
        Assert.Same(s_schema, tables.Schemas[entries[3].DataKind]);
        Assert.Null(tables.Schemas[EventCode.IbsOp]);
        Assert.Null(tables.Schemas[kind + 1]);
        Assert.Equal(5ul, PayloadReader.Read(s_schema, entries[3].Values.Span)["u8"]);
    }

    private static void Pack(PayloadWriter writer, int colour)
    {
        writer.Reset();
        writer.Integer(1, 5);
        writer.Integer(2, unchecked((ulong)-2L));
        writer.Integer(8, ulong.MaxValue);
        writer.Double(-0.5);
        writer.Bytes("café \"x\""u8);
        writer.Bytes([0, 255]);
        writer.Integer(4, (ulong)colour);
        writer.Integer(4, 7);
        writer.Number(3);
        foreach (int element in new[] { -1, 0, 1 })
            writer.Integer(1, (ulong)element);
        writer.Number(1);
        writer.Bytes("taken"u8);
    }
}
