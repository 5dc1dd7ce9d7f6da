using System.Text.Json;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Publishing;

public class DefinitionPackingTests
{
    private readonly List<(uint Type, ushort Misc, byte[] Body)> _records = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_packed_is_said_again_in_its_order(int seed)
    {
        var said = new SaidDefinitions();
        var packer = Packer();
        SayRandom(new Random(seed), 3000, said, packer);
        packer.Flush();
        Assert.All(_records, record => Assert.True(record.Body.Length <= PublishedRecord.MaxBody));
        Assert.Equal(said.Said, Unpacked());
    }

    [Fact]
    public void Consecutive_numbers_share_a_record_and_take_few_bytes()
    {
        var packer = Packer();
        for (int i = 1; i <= 10_000; i++)
            packer.Frame(i, 5, 0x1234 + (ulong)(i * 7), 2);
        for (int i = 1; i <= 10_000; i++)
            packer.Frame(10_000 + i, 0, 0xFFFFFFFF81000000 + (ulong)i, 1 | 0x100);
        for (int i = 1; i <= 10_000; i++)
            packer.Stack(i, Math.Max(0, i - 3), i);
        packer.Flush();
        Assert.InRange(Bytes(PublishedRecord.Frames), 1, 20_000 * 8);
        Assert.InRange(Bytes(PublishedRecord.Stacks), 1, 10_000 * 4);
        Assert.InRange(_records.Count, 3, 12);
    }

    [Fact]
    public void A_description_of_any_length_arrives_whole()
    {
        var description = new SessionDescription
        {
            Name = "long",
            Target = "command",
            Events = ["cycles"],
            Groups = [[]],
            Cpus = [0],
            Command = ["echo", new string('é', 300_000)],
        };
        Packer().Describe(description);
        Assert.True(_records.Count > 5);
        var said = new SaidDefinitions();
        said.Describe(description);
        Assert.Equal(said.Said, Unpacked());
    }

    [Fact]
    public void A_schema_arrives_with_all_its_types()
    {
        var inner = PayloadType.Struct([new("a", PayloadType.Double), new("b", PayloadType.Array(PayloadType.Bytes))]);
        var schema = new PayloadSchema("sched:switch", "kernel", [
            new("prio", PayloadType.Integer(true, 32, 10, [new PayloadLabel("idle", ulong.MaxValue, ulong.MaxValue), new PayloadLabel("high", 1, 9)])),
            new("mask", PayloadType.Integer(false, 64, 16)),
            new("comm", PayloadType.Text),
            new("rest", PayloadType.Choice([new("x", inner), new("y", PayloadType.Integer(false, 8))])),
        ]);
        Packer().Schema(schema);
        Assert.Equal([SchemaJson.Write(schema)], Unpacked());
        var read = SchemaJson.Read(SchemaJson.Write(schema));
        Assert.Equal("idle", read.Fields[0].Type.LabelOf(ulong.MaxValue));
        Assert.Equal((PayloadKind.Unsigned, 8, 16), (read.Fields[1].Type.Kind, read.Fields[1].Type.Size, read.Fields[1].Type.Base));
        Assert.Equal(PayloadKind.Bytes, read.Fields[3].Type.Fields[0].Type.Fields[1].Type.Element!.Kind);
        Assert.Throws<InvalidDataException>(() => SchemaJson.Read("{\"name\":\"x\",\"fields\":[{\"kind\":\"Array\"}]}"));
        Assert.Throws<InvalidDataException>(() => SchemaJson.Read("{\"name\":\"x\",\"fields\":[{\"kind\":\"Signed\",\"size\":99,\"base\":10}]}"));
    }

    [Fact]
    public void Every_property_of_a_description_and_of_a_status_arrives()
    {
        // With a property that is added later this fails until it is packed.
        var description = new SessionDescription
        {
            Name = "n",
            Target = "t",
            Events = ["cycles", "instructions"],
            Groups = [[0, 1], []],
            Cpus = [0, 3],
            RingSize = 5,
            StartTime = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7)),
            StartTimestamp = ulong.MaxValue - 6,
            Frequency = 7,
            Period = 8,
            CallGraph = CallGraphMode.FramePointer,
            ExcludeKernel = true,
            ExcludeUser = true,
            MaxMemory = 9,
            Mode = BufferRetention.Overwrite,
            Last = TimeSpan.FromSeconds(10),
            Command = ["make", ""],
            CommandProcessId = 11,
            HostName = "h",
            KernelRelease = "k",
            Architecture = "a",
            BootId = "b",
        };
        var status = new SessionStatus
        {
            State = SessionState.Failed,
            EndReason = EndReason.Failed,
            Elapsed = TimeSpan.FromSeconds(1.5),
            Samples = 2,
            FirstSampleTimestamp = 3,
            Failure = "f",
            CommandExitReason = CommandExitReason.Signaled,
            CommandExitCode = -4,
            CommandSignal = 5,
            StandardOutput = "out",
            StandardError = "",
        };
        foreach (object full in (object[])[description, status])
        {
            object empty = full is SessionStatus ? new SessionStatus() : new SessionDescription { Name = "", Target = "", Events = [], Groups = [], Cpus = [] };
            Assert.All(full.GetType().GetProperties().Where(property => property.CanWrite), property =>
                Assert.NotEqual(DefinitionText(property.GetValue(empty)), DefinitionText(property.GetValue(full))));
        }

        // The text of a recording is written by hand.
        var none = new SessionDescription { Name = "", Target = "", Events = [], Groups = [], Cpus = [] };
        foreach (var said in (SessionDescription[])[description, none])
            Assert.Equal(JsonSerializer.Serialize(said, DefinitionJson.Default.SessionDescription), DefinitionJson.Write(said));
        foreach (var said in (SessionStatus[])[status, new SessionStatus()])
            Assert.Equal(JsonSerializer.Serialize(said, DefinitionJson.Default.SessionStatus), DefinitionJson.Write(said));

        var packer = Packer();
        packer.Describe(description);
        packer.Status(status);
        packer.Describe(new SessionDescription { Name = "", Target = "", Events = [], Groups = [], Cpus = [] });
        packer.Status(new SessionStatus());
        var sink = new SaidDefinitions();
        var unpacker = new DefinitionUnpacker();
        foreach (var (type, misc, body) in _records)
            unpacker.Unpack(type, misc, body, sink);
        Assert.Equal(DefinitionJson.Write(description), DefinitionJson.Write(sink.Descriptions[0]));
        Assert.Equal(DefinitionJson.Write(status), DefinitionJson.Write(sink.Statuses[0]));
        Assert.Null(sink.Descriptions[1].Command);
        Assert.Null(sink.Descriptions[1].Period);
        Assert.Equal(new SessionStatus(), sink.Statuses[1]);
    }

    [Fact]
    public void A_text_without_end_is_refused()
    {
        var unpacker = new DefinitionUnpacker();
        byte[] piece = new byte[PublishedRecord.MaxBody];
        Assert.Throws<InvalidDataException>(() =>
        {
            for (int i = 0; i < 1000; i++)
                unpacker.Unpack(PublishedRecord.Status, PublishedRecord.GoesOn, piece, new SaidDefinitions());
        });
    }

    [Fact]
    public void Altered_records_are_said_or_refused_and_nothing_else()
    {
        var packer = Packer();
        SayRandom(new Random(5), 500, packer);
        packer.Status(new SessionStatus { State = SessionState.Running, Samples = 17 });
        packer.Flush();
        var random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var (type, misc, body) = _records[random.Next(_records.Count)];
            byte[] altered = body[..random.Next(body.Length + 1)];
            for (int n = random.Next(4); n > 0 && altered.Length > 0; n--)
                altered[random.Next(altered.Length)] = (byte)random.Next(256);
            try
            {
                new DefinitionUnpacker().Unpack(random.Next(10) == 0 ? (uint)random.Next(60, 90) : type, (ushort)(misc ^ random.Next(16)), altered, new SaidDefinitions());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 1000);
    }

    private static string DefinitionText(object? value) => System.Text.Json.JsonSerializer.Serialize(value);

    private static void SayRandom(Random random, int count, params IDefinitionSink[] sinks)
    {
        int[] next = new int[6];
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(9);

            // Runs of one kind, as they come from tables.
            for (int run = random.Next(1, 40); run > 0; run--)
            {
                var say = One(random, kind, next);
                foreach (var sink in sinks)
                    say(sink);
            }
        }
    }

    private static Action<IDefinitionSink> One(Random random, int kind, int[] next)
    {
        int number = kind < next.Length ? next[kind]++ : 0;
        ulong wide = (ulong)random.NextInt64() >> random.Next(64);
        ulong cookie = random.Next(4) switch { 0 => Cookie.InvalidCookie, 1 => Cookie.NoCookie, _ => (ulong)random.Next(1000) };
        int small = random.Next(-1, 100_000);
        switch (kind)
        {
            case 0:
                return sink => sink.String(number, new string('ü', small % 20 + 1));
            case 1:
                byte[] buildId = new byte[random.Next(2) * 20];
                random.NextBytes(buildId);
                var image = new ImageInfo((ulong)number + 1, (ImageKind)random.Next(3), "/usr/lib/" + new string('x', random.Next(4000)), buildId, (uint)random.Next(), 3, wide, small);
                return sink => sink.Image(image);
            case 2:
                int cgroup = Math.Max(0, small % 3);
                return sink => sink.Task(number, small, -small, Math.Abs(small), cookie, cgroup);
            case 3:
                ulong offset = random.Next(2) == 0 ? wide : ~wide;
                uint bits = (uint)random.Next(6) | (random.Next(2) == 0 ? 0x100u : 0);
                return sink => sink.Frame(number, cookie, offset, bits);
            case 4:
                return sink => sink.Stack(number + 1, number / 2, Math.Abs(small));
            case 5:
                return sink => sink.KernelSymbol(new KernelSymbol(wide, ~wide, (uint)small, "bpf_prog", small % 2 == 0));
            case 6:
                return sink => sink.Owner(small, (uint)wide);
            case 7:
                return sink => sink.Notice(new SessionNotice("OProfThrottled", $"Message {wide}"));
            default:
                long[] counts = [.. Enumerable.Range(0, CpuLedger.CountsLength).Select(n => (long)wide * n - 7)];
                return sink => sink.Ledger(Math.Abs(small) % 512, counts);
        }
    }

    private DefinitionPacker Packer() => new((type, misc, body) => _records.Add((type, misc, [.. body, .. new byte[misc & PublishedRecord.PaddingMask]])));

    private int Bytes(uint type) => _records.Where(record => record.Type == type).Sum(record => record.Body.Length);

    private List<string> Unpacked()
    {
        var said = new SaidDefinitions();
        var unpacker = new DefinitionUnpacker();
        foreach (var (type, misc, body) in _records)
        {
            Assert.Equal(0, body.Length % 8);
            unpacker.Unpack(type, misc, body, said);
        }

        return said.Said;
    }
}
