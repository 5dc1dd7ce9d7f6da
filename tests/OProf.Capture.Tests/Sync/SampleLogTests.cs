using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class SampleLogTests
{
    [Fact]
    public void Says_what_the_words_say_and_decoding_goes_on_behind_it()
    {
        var rounds = (Skipped: 0, Decoded: 0);
        for (int seed = 0; seed < 30; seed++)
        {
            var buffer = new EventBuffer(4 << 20, 1);
            var model = new StreamModel(seed, buffer);
            var log = model.Writer.Log = new SampleLog();
            var reader = new EventReader(buffer);
            var random = new Random(seed);
            var read = new List<string>();
            for (int round = 0; round < 200; round++)
            {
                for (int i = random.Next(8); i > 0; i--)
                    model.Write();
                if (reader.TrySkip(model.Writer, log))
                {
                    foreach (ref readonly var sample in log.Samples)
                        read.Add(StreamModel.TextOf(sample.ToEvent()));
                    rounds.Skipped++;
                }
                else
                {
                    Decode(reader, read);
                    rounds.Decoded++;
                }

                log.Clear();
            }

            Assert.Equal(model.Expected, read);
        }

        Assert.InRange(rounds.Skipped, 500, 5500);
        Assert.InRange(rounds.Decoded, 500, 5500);
    }

    [Fact]
    public void Leaves_the_words_to_the_reader_where_others_wrote_as_well_or_it_is_full()
    {
        var buffer = new EventBuffer(64 << 20, 1);
        var writer = new EventStreamWriter(buffer);
        var log = writer.Log = new SampleLog();
        var reader = new EventReader(buffer);
        Assert.True(writer.Sample(new StreamSample { Time = 1 }));
        Assert.True(buffer.PutCircular([EventCode.Escape, EventCode.ModuleLoaded], 0, 2));
        Assert.False(reader.TrySkip(writer, log));
        var read = new List<string>();
        Decode(reader, read);
        Assert.Equal(2, read.Count);
        log.Clear();

        Assert.True(reader.TrySkip(writer, log));
        for (int i = 0; i < 100_000; i++)
            Assert.True(writer.Sample(new StreamSample { Time = (ulong)i }));
        Assert.False(reader.TrySkip(writer, log));
        Decode(reader, read);
        Assert.Equal(100_002, read.Count);
    }

    private static void Decode(EventReader reader, List<string> read)
    {
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind is EventKind.Sample or EventKind.Lost or EventKind.Data or EventKind.ModuleLoaded)
                read.Add(StreamModel.TextOf(entry));
        }
    }
}
