using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class EventStreamTests
{
    [Fact]
    public void Reads_back_what_was_written()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var buffer = new EventBuffer(1 << 20, 1);
            var model = new StreamModel(seed, buffer);
            for (int i = 0; i < 300; i++)
                model.Write();
            Assert.Equal(model.Expected, Read(new EventReader(buffer)));
            Assert.Equal(0, model.Refused);
        }
    }

    [Fact]
    public void Reads_back_exactly_what_fitted_into_a_buffer_that_overflows()
    {
        var buffer = new EventBuffer(2 << 20, 1);
        var model = new StreamModel(1, buffer);
        for (int i = 0; i < 40_000; i++)
            model.Write();
        Assert.True(model.Refused > 0);
        Assert.Equal(model.Refused, buffer.LostOverflow);
        Assert.Equal(model.Expected, Read(new EventReader(buffer)));
    }

    [Fact]
    public void Reads_on_where_more_was_written_and_is_at_the_end_when_it_is_complete()
    {
        var buffer = new EventBuffer(1 << 20, 1);
        var model = new StreamModel(5, buffer);
        var reader = new EventReader(buffer);
        var read = new List<string>();
        for (int i = 0; i < 500; i++)
        {
            model.Write();
            read.AddRange(Read(reader));
        }

        Assert.Equal(model.Expected, read);
        Assert.False(reader.IsAtEnd);
        buffer.Complete();
        Assert.True(reader.IsAtEnd);
        Assert.True(reader.Wait(TimeSpan.Zero));
    }

    [Fact]
    public async Task Gives_every_reader_the_same_while_it_is_written()
    {
        var buffer = new EventBuffer(32 << 20, 100);
        var model = new StreamModel(9, buffer);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var reader = new EventReader(buffer);
                var read = new List<string>();
                while (!reader.IsAtEnd)
                {
                    reader.Wait(TimeSpan.FromMinutes(1));
                    read.AddRange(Read(reader));
                }

                return read;
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        for (int i = 0; i < 10_000; i++)
        {
            lock (buffer.SyncRoot)
                model.Write();
            buffer.WakeReadersAtWatermark();
        }

        buffer.Complete();
        foreach (var read in await Task.WhenAll(readers))
            Assert.Equal(model.Expected, read);
    }

    [Fact]
    public void Says_a_switch_only_where_something_has_changed()
    {
        var buffer = new EventBuffer(1 << 20, 1);
        var writer = new EventStreamWriter(buffer);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(writer.Sample(new StreamSample { Cpu = 1, Mode = ProcessorMode.User, ProcessId = 2, ThreadId = 3, Cookie = 4 }));
        }

        Assert.Equal(["CpuSwitch", "ModeSwitch", "ContextSwitch", "CookieSwitch", "Sample", "Sample", "Sample"], Kinds(buffer));
        writer.Reset();
        Assert.True(writer.Sample(new StreamSample { Cpu = 1, Mode = ProcessorMode.User, ProcessId = 2, ThreadId = 3, Cookie = 4 }));
        Assert.Equal(["CpuSwitch", "ModeSwitch", "ContextSwitch", "CookieSwitch", "Sample"], Kinds(buffer).Skip(7));
    }

    [Fact]
    public void Decodes_a_stream_of_oprofiles_words()
    {
        const ulong E = EventCode.Escape;
        ulong[] words =
        [
            E, 2, 1, E, 1, 42, 7, E, 7, 40, E, 5, E, 3, 9, E, 8, 0x10, 2, 0x20, 2, E, 9, E, 10, 0x30, 0, E, 4, 0x40, 1,
            E, 6, E, 13, 0x50, 1, 2, E, 14, 0x60, 1, 2, 3, 4, 5, E, 0x999, 2, 7, 8, E, 5, 0x70, 3,
        ];
        var buffer = new EventBuffer(0, 1);
        Assert.True(buffer.PutCircular(words, 0, words.Length));
        var reader = new EventReader(buffer);
        var read = new List<string>();
        while (reader.TryRead(out var e))
            read.Add($"{e.Kind} {e.Cpu} {e.ThreadId}/{e.ProcessId} {e.Mode} {(long)e.Cookie}+{e.Offset:x} {e.Event}");
        Assert.Equal(
            [
                "CpuSwitch 1 -1/-1 Unknown -1+0 0", "ContextSwitch 1 42/40 Unknown -1+0 0", "ModeSwitch 1 42/40 User -1+0 0",
                "CookieSwitch 1 42/40 User 9+0 0", "TraceBegin 1 42/40 User 9+0 0", "Sample 1 42/40 User 9+10 2",
                "Sample 1 42/40 User 9+20 2", "ModeSwitch 1 42/40 Hypervisor 9+0 2", "Sample 1 42/40 Hypervisor 0+30 0",
                "ModeSwitch 1 42/40 Kernel 9+0 0", "Sample 1 42/40 Kernel 0+40 1", "ModuleLoaded 1 42/40 Kernel 9+0 1",
                "Data 1 42/40 Kernel 9+50 1", "Data 1 42/40 Kernel 9+60 1", "ModeSwitch 1 42/40 User 9+0 1", "Sample 1 42/40 User 9+70 3",
            ],
            read);
        Assert.Equal(1, reader.SkippedRecords);
    }

    [Fact]
    public void Neither_hangs_nor_reads_outside_on_words_that_are_no_stream()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var words = new ulong[random.Next(1, 60)];
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = random.Next(6) switch
                {
                    0 or 1 => EventCode.Escape,
                    2 => (ulong)random.Next(16),
                    3 => 0x100 + (ulong)random.Next(8),
                    4 => (ulong)random.NextInt64() << random.Next(3),
                    _ => (ulong)random.Next(70),
                };
            }

            var buffer = new EventBuffer(0, 1);
            buffer.PutCircular(words, 0, words.Length);
            buffer.Complete();
            var reader = new EventReader(buffer);
            int entries = 0;
            try
            {
                while (reader.TryRead(out _))
                    Assert.True(++entries <= words.Length, $"seed {seed}: more entries than words");
                Assert.True(reader.IsAtEnd, $"seed {seed}");
            }
            catch (InvalidDataException e)
            {
                // It stays where it is, and says so again.
                Assert.Equal(e.Message, Assert.Throws<InvalidDataException>(() => reader.TryRead(out _)).Message);
            }
        }
    }

    // What carries something; switches are seen in what comes after them.
    private static List<string> Read(EventReader reader)
    {
        var read = new List<string>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind is EventKind.Sample or EventKind.Lost or EventKind.Data or EventKind.ModuleLoaded)
                read.Add(StreamModel.TextOf(entry));
        }

        return read;
    }

    private static List<string> Kinds(EventBuffer buffer)
    {
        var reader = new EventReader(buffer);
        var kinds = new List<string>();
        while (reader.TryRead(out var entry))
            kinds.Add(entry.Kind.ToString());
        return kinds;
    }

    [Fact]
    public void A_reader_can_begin_at_each_place_that_is_noted_and_the_stream_is_the_same()
    {
        var plain = new EventBuffer(4 << 20, 1);
        WriteSamples(new EventStreamWriter(plain), _ => { });
        var buffer = new EventBuffer(4 << 20, 1);
        var writer = new EventStreamWriter(buffer);
        var places = writer.NoteEntryPoints(1000);
        WriteSamples(writer, i =>
        {
            if (i == 20_000)
                writer.NoteEntryPoint();
        });
        ulong[] words = StreamText.Words(buffer);
        Assert.Equal(StreamText.Words(plain), words);
        Assert.Equal((0L, 0L), (places.Peek().Words, places.Peek().Samples));
        Assert.Contains(places, place => place.Samples == 20_000);
        Assert.InRange(places.Count, words.Length / 1100, (words.Length / 1000) + 5);
        foreach (var place in places)
        {
            ulong[] from = [.. place.State, .. words.AsSpan((int)place.Words)];
            var decoder = new EventDecoder();
            int at = 0;
            StreamEvent entry;
            bool isEntry;
            do
            {
                isEntry = decoder.TryDecode(from.AsSpan(at), out int used, out entry);
                at += used;
            }
            while (!isEntry || entry.Kind != EventKind.Sample);
            int i = (int)place.Samples;
            Assert.Equal(((ulong)i, 1, ModeOf(i), 5, 6 + (i / 100), 3UL), (entry.Time, entry.Cpu, entry.Mode, entry.ProcessId, entry.ThreadId, entry.Cookie));
            Assert.Equal((ulong)i / 100, entry.ExecutableCookie);
        }
    }

    private static ProcessorMode ModeOf(int i) => i % 1000 < 500 ? ProcessorMode.User : ProcessorMode.GuestUser;

    private static void WriteSamples(EventStreamWriter writer, Action<int> before)
    {
        for (int i = 0; i < 30_000; i++)
        {
            before(i);
            writer.Sample(new StreamSample
            {
                Time = (ulong)i,
                Cpu = 1,
                Mode = ModeOf(i),
                Task = -1,
                ProcessId = 5,
                ThreadId = 6 + (i / 100),
                ExecutableCookie = (ulong)i / 100,
                Cookie = 3,
            });
        }
    }
}
