using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class EventBufferTests
{
    [Fact]
    public void Never_takes_more_than_its_size_and_counts_each_record_that_did_not_fit()
    {
        var buffer = new EventBuffer(2 << 20, 1);
        int fitted = 0;
        int refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            var room = buffer.Reserve(100);
            if (room.IsEmpty)
            {
                refused++;
                continue;
            }

            room.Fill((ulong)i);
            buffer.Commit(100);
            fitted++;
        }

        Assert.Equal(2 * (EventBuffer.ChunkWords / 100), fitted);
        Assert.Equal(refused, buffer.LostOverflow);
        Assert.Equal(2 << 20, buffer.BytesTaken);
        Assert.Equal(buffer.SizeInBytes, buffer.BytesTaken);
        Assert.Equal(fitted * 100L, buffer.Words);
        Assert.Equal(fitted * 100, StreamText.Words(buffer).Length);
    }

    [Fact]
    public void Takes_no_memory_before_something_is_written_and_has_room_for_a_chunk_at_least()
    {
        var buffer = new EventBuffer(0, 1);
        Assert.Equal((0L, 1L << 20), (buffer.BytesTaken, buffer.SizeInBytes));
        Assert.False(buffer.Reserve(EventBuffer.MaxRecordWords).IsEmpty);
        buffer.Commit(0);
        Assert.Equal(0, buffer.Words);
        Assert.True(buffer.Reserve(EventBuffer.MaxRecordWords + 1).IsEmpty is false, "the chunk that is there has room for it");
        buffer.Commit(EventBuffer.MaxRecordWords + 1);
        Assert.True(buffer.Reserve(EventBuffer.MaxRecordWords).IsEmpty);
        Assert.Equal(1, buffer.LostOverflow);
    }

    [Fact]
    public void Shares_its_size_with_what_else_is_kept()
    {
        long others = 0;
        var buffer = new EventBuffer(4 << 20, 1, () => others);
        for (int chunk = 0; chunk < 2; chunk++)
            Fill();
        others = (1 << 20) + 1;
        Assert.True(buffer.Reserve(100).IsEmpty);
        others = 1 << 20;
        Fill();
        Assert.True(buffer.Reserve(100).IsEmpty);
        Assert.Equal((3L << 20, 2L), (buffer.BytesTaken, buffer.LostOverflow));

        void Fill()
        {
            for (int half = 0; half < 2; half++)
            {
                Assert.False(buffer.Reserve(EventBuffer.MaxRecordWords).IsEmpty);
                buffer.Commit(EventBuffer.MaxRecordWords);
            }
        }
    }

    [Fact]
    public void Shows_nothing_before_the_commit()
    {
        var buffer = new EventBuffer(0, 1);
        var room = buffer.Reserve(4);
        room.Fill(7);
        Assert.Empty(StreamText.Words(buffer));
        buffer.Commit(3);
        Assert.Equal([7UL, 7, 7], StreamText.Words(buffer));
    }

    [Fact]
    public void Puts_in_a_circular_buffer_from_any_start_to_any_stop()
    {
        const int Size = 9;
        var circle = Enumerable.Range(100, Size).Select(i => (ulong)i).ToArray();
        for (int start = 0; start < Size; start++)
        {
            for (int stop = 0; stop <= Size; stop++)
            {
                var buffer = new EventBuffer(0, 1);
                var expected = new List<ulong>();
                for (int i = start; i != stop;)
                {
                    expected.Add(circle[i]);
                    i = i + 1 == Size && stop != Size ? 0 : i + 1;
                }

                Assert.True(buffer.PutCircular(circle, start, stop));
                Assert.Equal(expected, StreamText.Words(buffer));
            }
        }
    }

    [Fact]
    public void Refuses_places_outside_of_a_circular_buffer()
    {
        var buffer = new EventBuffer(0, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.PutCircular(new ulong[4], 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.PutCircular(new ulong[4], -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.PutCircular(new ulong[4], 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.PutCircular(new ulong[4], 0, -1));
        Assert.Equal(0, buffer.Words);
    }

    [Fact]
    public void Counts_a_circular_buffer_that_does_not_fit_as_one_record_and_puts_in_none_of_it()
    {
        var buffer = new EventBuffer(0, 1);
        Assert.True(buffer.PutCircular(new ulong[EventBuffer.MaxRecordWords], 0, EventBuffer.MaxRecordWords));
        Assert.True(buffer.PutCircular(new ulong[EventBuffer.MaxRecordWords], 0, EventBuffer.MaxRecordWords - 1));
        Assert.False(buffer.PutCircular(new ulong[4], 3, 1));
        Assert.Equal((1L, EventBuffer.ChunkWords - 1L), (buffer.LostOverflow, buffer.Words));
    }

    [Fact]
    public async Task Wakes_a_waiting_reader_at_the_watermark_and_not_before()
    {
        var buffer = new EventBuffer(1 << 20, watermarkWords: 10);
        var waiting = WaitAsync(buffer);
        lock (buffer.SyncRoot)
        {
            buffer.Reserve(9);
            buffer.Commit(9);
        }

        // Nine words wake nobody; a reader that was not waiting yet finds them by itself, so the wake-ups are counted.
        Assert.Equal(0, WakeUps(buffer));
        buffer.Reserve(1);
        buffer.Commit(1);
        Assert.Equal(1, WakeUps(buffer));
        Assert.Equal(0, WakeUps(buffer));
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Wakes_every_reader_when_it_is_complete()
    {
        var buffer = new EventBuffer(1 << 20, 1000);
        var readers = Enumerable.Range(0, 3).Select(_ => WaitAsync(buffer)).ToArray();
        buffer.Complete();
        Assert.All(await Task.WhenAll(readers), Assert.True);
        Assert.True(buffer.IsCompleted);
        Assert.True(new EventReader(buffer).IsAtEnd);
    }

    [Fact]
    public void Comes_back_from_a_wait_when_the_time_is_over()
    {
        var cursor = default(EventBufferCursor);
        Assert.False(new EventBuffer(0, 1).Wait(ref cursor, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task Lets_several_readers_follow_a_writer()
    {
        const int Records = 200_000;
        var buffer = new EventBuffer(16 << 20, 1000);
        var readers = Enumerable.Range(0, 3).Select(_ => RunAsync(() => Follow(buffer))).ToArray();
        var random = new Random(3);
        ulong next = 0;
        for (int i = 0; i < Records; i++)
        {
            lock (buffer.SyncRoot)
            {
                int length = random.Next(1, 12);
                var room = buffer.Reserve(12);
                for (int word = 0; word < length; word++)
                    room[word] = next++;
                buffer.Commit(length);
            }

            buffer.WakeReadersAtWatermark();
        }

        buffer.Complete();
        Assert.All(await Task.WhenAll(readers), words => Assert.Equal(next, words));
        Assert.Equal(0, buffer.LostOverflow);
    }

    // How many words were read, all of which have to be in order.
    [Fact]
    public async Task A_wake_up_with_nothing_to_read_does_not_end_a_wait()
    {
        var buffer = new EventBuffer(1 << 20, 1);
        var thread = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = RunAsync(() =>
        {
            thread.SetResult(Thread.CurrentThread);
            var cursor = default(EventBufferCursor);
            return buffer.Wait(ref cursor, TimeSpan.FromMinutes(1));
        });
        var waiter = await thread.Task;
        for (int i = 0; i < 100 && !waiting.IsCompleted; i++)
        {
            SpinWait.SpinUntil(() => waiter.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || waiting.IsCompleted);
            buffer.WakeReaders();
        }

        buffer.Reserve(1)[0] = 1;
        buffer.Commit(1);
        buffer.WakeReaders();
        Assert.True(await waiting);
    }

    private static ulong Follow(EventBuffer buffer)
    {
        var cursor = default(EventBufferCursor);
        ulong expected = 0;
        while (true)
        {
            bool isCompleted = buffer.IsCompleted;
            var words = buffer.Peek(ref cursor);
            foreach (ulong word in words)
            {
                if (word != expected++)
                    throw new InvalidOperationException($"word {expected - 1} is {word}");
            }

            cursor.Skip(words.Length);
            if (words.IsEmpty && isCompleted)
                return expected;
            if (words.IsEmpty)
                buffer.Wait(ref cursor, TimeSpan.FromMinutes(1));
        }
    }

    // WakeReadersAtWatermark pulses the gate that Wait waits at: a wake-up shows by the words that count as known after it.
    private static int WakeUps(EventBuffer buffer)
    {
        var field = typeof(EventBuffer).GetField("_wordsAtLastWake", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        object? before = field.GetValue(buffer);
        buffer.WakeReadersAtWatermark();
        return Equals(before, field.GetValue(buffer)) ? 0 : 1;
    }

    private static Task<bool> WaitAsync(EventBuffer buffer) => RunAsync(() =>
    {
        var cursor = default(EventBufferCursor);
        return buffer.Wait(ref cursor, TimeSpan.FromMinutes(1));
    });

    private static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
