using System.Runtime.InteropServices;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Publishing;

public sealed class FollowedStreamTests : IDisposable
{
    private readonly EventBuffer _published = new(64 << 20, 1);
    private readonly EventBuffer _followed = new(64 << 20, 1);
    private readonly RecordedSession _session = new(
        new SessionDescription { Name = "s", Target = "system", Events = ["cycles"], Groups = [[]], Cpus = [0, 1] }, "/", () => throw new NotSupportedException());

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Words_cut_at_any_place_come_out_as_the_same_samples(int seed)
    {
        var writer = new EventStreamWriter(_published);
        var random = new Random(seed);
        for (int i = 0; i < 5000; i++)
            Write(writer, random, (ulong)i);
        var stream = new FollowedStream(_session, _followed);
        var words = StreamText.Words(_published).AsSpan();
        for (bool isFirst = true; !words.IsEmpty; isFirst = false)
        {
            int piece = Math.Min(random.Next(1, 500), words.Length);
            Take(stream, isFirst ? 0 : null, words[..piece]);
            words = words[piece..];
        }

        Assert.Equal(Entries(_published), Entries(_followed));
        Assert.Equal((5000, 0), (stream.Received, stream.Missed));
    }

    [Fact]
    public void After_a_gap_nothing_is_taken_until_everything_is_said_again()
    {
        var stream = new FollowedStream(_session, _followed);
        Take(stream, 0, Batch(0, 10));
        stream.Skip();
        var late = Batch(20, 10);
        Take(stream, null, late.AsSpan(late.Length / 2));
        Assert.Equal(10, stream.Received);
        Take(stream, 30, Batch(30, 5));
        Assert.Equal((15, 20, 0), (stream.Received, stream.Missed, stream.BeforeFirst));
        Assert.Equal([.. Enumerable.Range(0, 10), .. Enumerable.Range(30, 5)], Times());
    }

    [Fact]
    public void A_record_that_was_cut_by_a_gap_is_dropped()
    {
        var stream = new FollowedStream(_session, _followed);
        var batch = Batch(0, 10);
        Take(stream, 0, batch.AsSpan(0, batch.Length - 3));
        stream.Skip();
        Take(stream, 10, Batch(10, 5));
        Assert.Equal((14, 1), (stream.Received, stream.Missed));
    }

    [Fact]
    public void A_follower_that_comes_late_knows_what_was_before()
    {
        var stream = new FollowedStream(_session, _followed);
        Take(stream, 1000, Batch(0, 10));
        Assert.Equal((10, 1000, 1000), (stream.Received, stream.Missed, stream.BeforeFirst));
        Assert.Equal(0UL, stream.FirstTime);
        stream.Finish(1015);
        Assert.Equal(1005, stream.Missed);
    }

    [Theory]
    [InlineData(7, 0, 0)]
    [InlineData(0, 3, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 0)]
    public void A_sample_that_refers_to_what_is_not_defined_is_an_error(int stack, int task, int eventIndex)
    {
        var buffer = new EventBuffer(1 << 20, 1);
        new EventStreamWriter(buffer).Sample(new StreamSample { Cpu = 0, Mode = ProcessorMode.User, Stack = stack, Task = task - 1, Event = eventIndex });
        var stream = new FollowedStream(_session, _followed);
        Assert.Throws<InvalidDataException>(() => Take(stream, 0, StreamText.Words(buffer)));
    }

    [Fact]
    public void Fewer_samples_before_a_place_than_were_read_is_an_error()
    {
        var stream = new FollowedStream(_session, _followed);
        Take(stream, 0, Batch(0, 10));
        Assert.Throws<InvalidDataException>(() => Take(stream, 9, Batch(0, 10)));
    }

    [Fact]
    public void Words_of_any_content_are_taken_or_refused_and_nothing_else()
    {
        var random = new Random(9);
        var good = Batch(0, 200);
        int refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            ulong[] words = [.. good];
            for (int n = random.Next(1, 6); n > 0; n--)
            {
                words[random.Next(words.Length)] = random.Next(4) switch
                {
                    0 => EventCode.Escape,
                    1 => (ulong)random.Next(0x110),
                    2 => (ulong)random.NextInt64(),
                    _ => ulong.MaxValue - (ulong)random.Next(5),
                };
            }

            try
            {
                Take(new FollowedStream(_session, new EventBuffer(1 << 20, 1, null, BufferRetention.Overwrite)), 0, words);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 500);
    }

    private static void Take(FollowedStream stream, long? samplesBefore, ReadOnlySpan<ulong> words)
    {
        ulong[] body = [(ulong)(samplesBefore ?? 0), .. words];
        stream.Take(samplesBefore is null ? (ushort)0 : PublishedRecord.Restates, MemoryMarshal.AsBytes<ulong>(body));
    }

    private static ulong[] Batch(int first, int count)
    {
        var buffer = new EventBuffer(4 << 20, 1);
        var writer = new EventStreamWriter(buffer);
        for (int i = 0; i < count; i++)
            writer.Sample(new StreamSample { Time = (ulong)(first + i), Cpu = i % 2, Mode = ProcessorMode.User, Task = -1, Cookie = 3, Offset = (ulong)i });
        return StreamText.Words(buffer);
    }

    private static void Write(EventStreamWriter writer, Random random, ulong time)
    {
        if (random.Next(10) == 0)
            writer.Lost(time, random.Next(2), LossCause.KernelLostSample, 5);
        if (random.Next(50) == 0)
            writer.ModuleLoaded();
        writer.Sample(new StreamSample
        {
            Time = time,
            Cpu = random.Next(2),
            Mode = (ProcessorMode)random.Next(1, 6),
            Task = -1,
            ProcessId = random.Next(3),
            ThreadId = random.Next(3),
            ExecutableCookie = 4,
            Cookie = (ulong)random.Next(4),
            Offset = (ulong)random.Next(),
            Period = (ulong)random.Next(),
            Values = random.Next(3) == 0 ? [1, 2, 3] : [],
        });
    }

    private static List<string> Entries(EventBuffer buffer)
    {
        var entries = new List<string>();
        var reader = new EventReader(buffer);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind is EventKind.Sample or EventKind.Lost or EventKind.ModuleLoaded)
                entries.Add(StreamModel.TextOf(entry));
        }

        return entries;
    }

    private IEnumerable<int> Times()
    {
        var reader = new EventReader(_followed);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                yield return (int)entry.Time;
        }
    }
}
