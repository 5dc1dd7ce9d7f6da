using OProf.Analysis.Formats.Ctf;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Formats.Ctf.Recordings;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Recordings;

/// <summary>
/// Traces cut off at each place, and altered at random ones: nothing but the exceptions that are documented, an end, and
/// little memory.
/// </summary>
public sealed class CorpusTests : IDisposable
{
    private const long MaxBytes = 256L << 20;

    private readonly TraceFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StreamsCutOffAtEachByte(int seed)
    {
        RandomTrace.Write(_folder, seed, isBigEndian: seed == 1, events: 12);
        byte[] whole = File.ReadAllBytes(_folder.At("channel0_1"));
        int before = ReadAll();
        int least = int.MaxValue;
        for (int length = whole.Length - 1; length > 0; length--)
        {
            File.WriteAllBytes(_folder.At("channel0_1"), whole[..length]);
            int events = ReadAll();
            Assert.True(events <= before);
            least = Math.Min(least, events);
        }

        // The other two streams are whole.
        Assert.Equal(24, least);
        Assert.Equal(36, before);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void MetadataCutOffAtEachByte(int seed)
    {
        RandomTrace.Write(_folder, seed, isBigEndian: false, events: 3);
        byte[] whole = File.ReadAllBytes(_folder.At("metadata"));
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder.At("metadata"), whole[..length]);
            ReadAll();
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void StreamsAltered(int seed)
    {
        RandomTrace.Write(_folder, seed, isBigEndian: seed == 6, events: 30);
        Alter(seed, "channel0_1", 300);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void MetadataAltered(int seed)
    {
        RandomTrace.Write(_folder, seed, isBigEndian: seed == 9, events: 12);
        Alter(seed, "metadata", 500);
    }

    [Fact]
    public void NumbersInMetadataAltered()
    {
        RandomTrace.Write(_folder, 11, isBigEndian: false, events: 12);
        string whole = File.ReadAllText(_folder.At("metadata"));
        int[] digits = [.. Enumerable.Range(0, whole.Length).Where(i => char.IsAsciiDigit(whole[i]) && !char.IsAsciiDigit(whole[i - 1]) && whole[i - 1] is ' ' or '[')];
        var random = new Random(11);
        foreach (int at in digits)
        {
            int end = at;
            while (char.IsAsciiDigit(whole[end]))
                end++;
            string number = random.Next(5) switch { 0 => "0", 1 => "1", 2 => "64", 3 => "4294967296", _ => "18446744073709551615" };
            File.WriteAllText(_folder.At("metadata"), whole[..at] + number + whole[end..]);
            ReadAll();
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Alter(int seed, string name, int rounds)
    {
        var random = new Random(seed);
        byte[] whole = File.ReadAllBytes(_folder.At(name));
        for (int round = 0; round < rounds; round++)
        {
            byte[] altered = [.. whole];
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                int at = random.Next(altered.Length);
                altered[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(altered[at] ^ (1 << random.Next(8))),
                    _ => altered[random.Next(altered.Length)],
                };
            }

            File.WriteAllBytes(_folder.At(name), altered);
            ReadAll();
        }
    }

    // Reads everything in every way; the number of events.
    private int ReadAll()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int events = 0;
        try
        {
            using (var trace = CtfTrace.Open(_folder.Path))
            {
                events = Decode(trace);
                foreach (var stream in trace.Streams)
                    _ = stream.ReadPackets().Count();
                _ = trace.Diagnostics.Kept.Select(diagnostic => diagnostic.Message).ToList();
            }

            using var session = CtfRecording.Open(_folder.Path);
            Assert.Equal(events, Records(session));
            Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances));
        }
        catch (Exception error) when (error is CtfFormatException or TsdlException)
        {
            Assert.NotEmpty(error.Message);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes);
        return events;
    }

    private static int Decode(CtfTrace trace)
    {
        int events = 0;
        using var reader = trace.Read();
        while (reader.Read())
        {
            var at = reader.Current;
            foreach (var fields in new[] { at.PacketHeader, at.PacketContext, at.Header, at.StreamContext, at.EventContext, at.Payload })
            {
                if (at.Kind == CtfItemKind.Event || fields == at.PacketHeader)
                    _ = fields.Decode();
            }

            events += at.Kind == CtfItemKind.Event ? 1 : 0;
        }

        return events;
    }

    private static int Records(OProf.Capture.Sessions.RecordedSession session)
    {
        int records = 0;
        var reader = session.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EventKind.Data)
                continue;
            records++;
            Assert.NotNull(PayloadReader.Read(session.Tables.Schemas[entry.DataKind]!, entry.Values.Span).ToString());
        }

        return records;
    }
}
