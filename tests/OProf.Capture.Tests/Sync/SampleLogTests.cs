using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class SampleLogTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Says_what_the_words_say_and_decoding_goes_on_behind_it(bool isFollowed)
    {
        var rounds = (Skipped: 0, Decoded: 0);
        for (int seed = 0; seed < 30; seed++)
        {
            var buffer = new EventBuffer(4 << 20, 1);
            var model = new StreamModel(seed, buffer);
            var recorder = new LogReader(model.Writer, buffer) { Log = { IsFollowed = isFollowed } };
            var random = new Random(seed);
            for (int round = 0; round < 200; round++)
            {
                for (int i = random.Next(8); i > 0; i--)
                    model.Write();
                if (recorder.Take())
                    rounds.Skipped++;
                else
                    rounds.Decoded++;
            }

            Assert.Equal(model.Expected, recorder.Read);
        }

        Assert.InRange(rounds.Skipped, 500, 5500);
        Assert.InRange(rounds.Decoded, 500, 5500);
    }

    [Fact]
    public void Words_are_made_for_whoever_reads_or_follows_whenever_that_begins_and_ends()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var buffer = new EventBuffer(4 << 20, 1, retention: BufferRetention.Overwrite);
            var model = new StreamModel(seed, buffer);
            var recorder = new LogReader(model.Writer, buffer);
            var random = new Random(seed);
            int begins = random.Next(100);
            EventReader? reader = null;
            var read = new List<string>();
            for (int round = 0; round < 120; round++)
            {
                for (int i = random.Next(20); i > 0; i--)
                {
                    model.Write();
                    if (round != begins || i != 3)
                        continue;

                    // In the midst of a round, as from another thread.
                    model.Writer.BeginReading();
                    reader = new EventReader(buffer);
                }

                if (random.Next(5) == 0)
                {
                    recorder.Log.IsFollowed = !recorder.Log.IsFollowed;
                    model.Writer.SayLogged();
                }

                _ = recorder.Take();
                if (reader is not null)
                    LogReader.Decode(reader, read);
            }

            Assert.Equal(model.Expected, recorder.Read);
            if (reader is not null)
                Assert.Equal(model.Expected, read);
        }
    }

    [Fact]
    public void Makes_no_words_while_nobody_reads_and_keeps_the_newest_samples()
    {
        var buffer = new EventBuffer(4 << 20, 1, retention: BufferRetention.Overwrite);
        var writer = new EventStreamWriter(buffer);
        var recorder = new LogReader(writer, buffer, memory: 1 << 16);
        Assert.True(writer.ModuleLoaded());
        Assert.False(recorder.Take());
        long before = buffer.Words;
        var pinned = default(EventChunk);
        for (int i = 0; i < 5000; i++)
        {
            Assert.True(writer.Sample(new StreamSample { Time = (ulong)i, Mode = ProcessorMode.Kernel, Offset = 1 }));
            if (i % 100 == 99)
                Assert.True(recorder.Take());
        }

        Assert.Equal(before, buffer.Words);
        Assert.Equal(5001, recorder.Read.Count);
        writer.BeginReading();
        var reader = new EventReader(buffer);
        var read = new List<string>();
        LogReader.Decode(reader, read);
        Assert.InRange(read.Count, 1024 - (1024 / 8), 1024);
        Assert.Equal(recorder.Read[^read.Count..], read);
        Assert.Equal(5000 - read.Count, buffer.OverwrittenSamples);

        // What is pinned is not dropped for what comes.
        recorder.Log.IsFollowed = true;
        pinned = buffer.Pin();
        for (int i = 5000; i < 8000; i++)
            Assert.True(writer.Sample(new StreamSample { Time = (ulong)i, Mode = ProcessorMode.Kernel, Offset = 1 }));
        _ = recorder.Take();
        LogReader.Decode(reader, read);
        Assert.Equal(8001, recorder.Read.Count);
        Assert.Equal(recorder.Read[^read.Count..], read);
        buffer.Unpin(pinned);
    }

    [Fact]
    public void Leaves_the_words_to_the_reader_where_others_wrote_as_well_or_it_is_full()
    {
        var buffer = new EventBuffer(64 << 20, 1);
        var writer = new EventStreamWriter(buffer);
        var recorder = new LogReader(writer, buffer);
        Assert.True(writer.Sample(new StreamSample { Time = 1 }));
        Assert.True(buffer.PutCircular([EventCode.Escape, EventCode.ModuleLoaded], 0, 2));
        Assert.False(recorder.Take());
        Assert.Equal(2, recorder.Read.Count);
        Assert.True(recorder.Take());
        for (int i = 0; i < 100_000; i++)
            Assert.True(writer.Sample(new StreamSample { Time = (ulong)i }));
        Assert.False(recorder.Take());
        Assert.Equal(100_002, recorder.Read.Count);
        Assert.True(writer.Sample(new StreamSample { Time = 7 }));
        Assert.True(recorder.Take());
        Assert.Equal(100_003, recorder.Read.Count);
    }

    [Fact]
    public void Keeps_the_generation_that_its_oldest_sample_refers_to()
    {
        var buffer = new EventBuffer(4 << 20, 1, retention: BufferRetention.Overwrite);
        var writer = new EventStreamWriter(buffer);
        var recorder = new LogReader(writer, buffer, memory: 1 << 16);
        Assert.True(writer.Sample(new StreamSample { Time = 1 }));
        writer.BeginGeneration(1);
        _ = recorder.Take();
        Assert.Equal(0, writer.OldestGeneration);
        for (int i = 0; i < 1100; i++)
        {
            Assert.True(writer.Sample(new StreamSample { Time = (ulong)i }));
            _ = recorder.Take();
        }

        Assert.Equal(1, writer.OldestGeneration);
        writer.BeginGeneration(2);
        Assert.True(writer.Sample(new StreamSample { Time = 2000 }));
        Assert.Equal(1, writer.OldestGeneration);

        // As words they refer to the same: the chunk was begun with the first of them.
        writer.BeginReading();
        Assert.Equal((1, 2), (writer.OldestGeneration, buffer.Generation));
    }

    // What a recorder does of a log at the end of a round.
    private sealed class LogReader
    {
        private readonly EventStreamWriter _writer;
        private readonly EventReader _reader;

        public LogReader(EventStreamWriter writer, EventBuffer buffer, long memory = long.MaxValue)
        {
            _writer = writer;
            _reader = new EventReader(buffer);
            writer.Log = Log = new SampleLog(memory) { Recorder = _reader };
            _reader.Pin();
        }

        public SampleLog Log { get; }

        public List<string> Read { get; } = [];

        public static void Decode(EventReader reader, List<string> read)
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind is EventKind.Sample or EventKind.Lost or EventKind.Data or EventKind.ModuleLoaded)
                    read.Add(StreamModel.TextOf(entry));
            }
        }

        public bool Take()
        {
            bool isAll = _reader.IsAllIn(Log);
            if (isAll)
            {
                foreach (ref readonly var sample in Log.First)
                    Read.Add(StreamModel.TextOf(sample.ToEvent()));
                foreach (ref readonly var sample in Log.Rest)
                    Read.Add(StreamModel.TextOf(sample.ToEvent()));
                Log.Take();
                _reader.SkipToEnd(_writer);
            }
            else
            {
                _writer.SayLogged();
                Decode(_reader, Read);
                Log.Take();
                _reader.Pin();
            }

            return isAll;
        }
    }
}
