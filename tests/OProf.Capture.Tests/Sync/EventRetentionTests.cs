using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

/// <summary>A buffer that drops what is oldest, and readers of it.</summary>
public class EventRetentionTests
{
    private const int Many = 100_000;

    [Fact]
    public void Keeps_the_newest_samples_whole_and_counts_the_others()
    {
        var buffer = Buffer();
        Write(new EventStreamWriter(buffer), 0, Many);
        var (first, count) = ReadAll(new EventReader(buffer));
        Assert.True(buffer.OverwrittenSamples > 0);
        Assert.Equal(buffer.OverwrittenSamples, first);
        Assert.Equal(Many - buffer.OverwrittenSamples, count);
        Assert.Equal(0, buffer.LostOverflow);
        Assert.True(buffer.BytesTaken <= 2 << 20);
    }

    [Fact]
    public void Tells_a_reader_that_fell_behind_how_much_it_missed()
    {
        var buffer = Buffer();
        var writer = new EventStreamWriter(buffer);
        var reader = new EventReader(buffer);
        Write(writer, 0, 10);
        var (_, before) = ReadAll(reader);
        Write(writer, 10, Many);
        var (first, after) = ReadAll(reader, 10);
        Assert.Equal(10, before);
        Assert.True(first >= 10);
        Assert.True(reader.MissedSamples > 0);
        Assert.Equal(Many, before + after + reader.MissedSamples);
    }

    [Fact]
    public void Keeps_everything_for_a_reader_that_was_pinned_before_there_was_anything()
    {
        var buffer = Buffer();
        var reader = new EventReader(buffer);
        reader.Pin();
        Write(new EventStreamWriter(buffer), 0, Many);
        var (_, count) = ReadAll(reader);
        Assert.Equal(Many, count);
        Assert.Equal(0, reader.MissedSamples);
        Assert.Equal(0, buffer.OverwrittenSamples);
        Assert.True(buffer.BytesTaken > 2 << 20);

        // From where it stands on, the window has its size again.
        reader.Pin();
        buffer.Trim();
        Assert.True(buffer.BytesTaken <= 2 << 20);
    }

    [Fact]
    public void Uses_the_memory_of_what_it_drops_again_but_for_what_a_reader_is_in()
    {
        var buffer = Buffer();
        var writer = new EventStreamWriter(buffer);
        Write(writer, 0, Many);
        var reader = new EventReader(buffer);
        Assert.True(reader.TryRead(out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(writer, Many, 10 * Many);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        // One chunk in place of the one that stays with the reader; many more than that were begun.
        Assert.True(buffer.OverwrittenSamples > 8 * Many);
        Assert.InRange(taken, 1 << 20, (1 << 20) + (256 << 10));
        var (first, count) = ReadAll(reader);
        Assert.True(first < Many);
        Assert.Equal(10 * Many, first + count + reader.MissedSamples);
    }

    [Fact]
    public void Drops_what_is_older_than_a_time_and_keeps_the_last_chunk()
    {
        var buffer = new EventBuffer(16 << 20, 1, null, BufferRetention.Overwrite);
        var writer = new EventStreamWriter(buffer);
        Write(writer, 0, Many / 2);
        long held = buffer.BytesTaken;
        buffer.DropBefore(0);
        Assert.Equal(held, buffer.BytesTaken);
        buffer.DropBefore(ulong.MaxValue);
        Assert.Equal(1 << 20, buffer.BytesTaken);
        var (first, count) = ReadAll(new EventReader(buffer));
        Assert.Equal(buffer.OverwrittenSamples, first);
        Assert.Equal(Many / 2, first + count);
    }

    [Fact]
    public async Task Gives_readers_that_follow_each_sample_once_or_counts_it_as_missed()
    {
        var buffer = Buffer();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var reader = new EventReader(buffer);
                long read = 0;
                long next = 0;
                bool isOver = false;
                while (!isOver)
                {
                    isOver = buffer.IsCompleted;
                    while (reader.TryRead(out var entry))
                    {
                        if (entry.Kind != EventKind.Sample)
                            continue;
                        Check(entry, next);
                        next = (long)entry.Time + 1;
                        read++;
                    }

                    reader.Wait(TimeSpan.FromMinutes(1));
                }

                return (read, reader.MissedSamples, next);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Write(new EventStreamWriter(buffer), 0, 10 * Many);
        buffer.Complete();
        foreach (var (read, missed, next) in await Task.WhenAll(readers))
        {
            // A reader that came late begins behind what was dropped by then: that it has not missed.
            Assert.Equal(10 * Many, next);
            Assert.InRange(read + missed, 1, 10 * Many);
        }
    }

    [Fact]
    public void Reads_through_a_feed_that_fills_the_buffer_as_it_goes()
    {
        var feed = new CountingFeed(Buffer(), 3 * Many);
        var (first, count) = ReadAll(feed.Reader);
        Assert.Equal((0, 3 * Many), (first, count));
        Assert.Equal(0, feed.Reader.MissedSamples);
        Assert.True(feed.Reader.IsAtEnd);
        Assert.True(feed.Buffer.OverwrittenSamples > 0);
    }

    private static EventBuffer Buffer() => new(0, 1, null, BufferRetention.Overwrite);

    private static void Write(EventStreamWriter writer, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            var sample = new StreamSample
            {
                Time = (ulong)i,
                Cpu = i / 1000 % 2,
                Mode = i / 700 % 2 == 0 ? ProcessorMode.User : ProcessorMode.Kernel,
                Task = i / 500,
                ProcessId = i / 500,
                ThreadId = i / 500,
                Offset = (ulong)i,
                Period = 1,
            };
            Assert.True(writer.Sample(sample));
        }
    }

    private static (long First, long Count) ReadAll(EventReader reader, long atLeast = 0)
    {
        long first = -1;
        long count = 0;
        long next = atLeast;
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EventKind.Sample)
                continue;
            if (first < 0)
                first = next = (long)entry.Time;
            Check(entry, next++);
            count++;
        }

        return (first, count);
    }

    // Whatever was dropped before it, a sample has the state that it was written with.
    private static void Check(in StreamEvent entry, long atLeast)
    {
        int i = (int)entry.Time;
        Assert.True(i >= atLeast);
        Assert.Equal(i / 1000 % 2, entry.Cpu);
        Assert.Equal(i / 700 % 2 == 0 ? ProcessorMode.User : ProcessorMode.Kernel, entry.Mode);
        Assert.Equal((i / 500, i / 500, i / 500), (entry.Task, entry.ProcessId, entry.ThreadId));
        Assert.Equal((ulong)i, entry.Offset);
    }

    private sealed class CountingFeed : IEventFeed
    {
        private readonly EventStreamWriter _writer;
        private readonly int _samples;
        private int _next;

        public CountingFeed(EventBuffer buffer, int samples)
        {
            Buffer = buffer;
            _writer = new EventStreamWriter(buffer);
            _samples = samples;
            Reader = new EventReader(buffer, this);
        }

        public EventBuffer Buffer { get; }

        public EventReader Reader { get; }

        public bool Feed()
        {
            if (_next == _samples)
            {
                Buffer.Complete();
                return false;
            }

            Write(_writer, _next, _next + 100);
            _next += 100;
            return true;
        }
    }
}
