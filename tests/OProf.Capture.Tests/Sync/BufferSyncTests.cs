using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class BufferSyncTests
{
    private readonly List<(int Buffer, ulong Time, long Number)> _taken = [];
    private readonly List<int> _done = [];

    [Fact]
    public void Merges_random_records_of_any_number_of_cpus_by_time()
    {
        for (int seed = 0; seed < 300; seed++)
            RunModel(new Random(seed), seed);
    }

    // Records are made in the order of time, become visible on their CPU at any time before the end of the round that
    // follows the one during which they were made, and are expected back sorted, each once, none late.
    private void RunModel(Random random, int seed)
    {
        _taken.Clear();
        var buffers = Buffers(random.Next(1, 10));
        var sync = Sync(buffers);
        ulong clock = 1;
        ulong previousRound = 0;
        long number = 0;
        ulong lateLimit = 0;
        int late = 0;
        for (int round = 0; round < 20; round++)
        {
            // Everything older than the last look at the heads has been published by now.
            foreach (var buffer in buffers)
                buffer.Published = Math.Max(buffer.Published, buffer.Records.Count(r => r.Time <= previousRound));
            for (int i = random.Next(60); i > 0; i--)
            {
                clock += (ulong)random.Next(3);
                buffers[random.Next(buffers.Length)].Records.Add((clock, number++));
            }

            foreach (var buffer in buffers)
                buffer.Published = random.Next(buffer.Published, buffer.Records.Count + 1);
            ulong now = clock;
            clock++;
            int before = _taken.Count;
            sync.Round(previousRound);
            late += _taken.Skip(before).Count(r => r.Time < lateLimit);
            lateLimit = sync.LateLimit;
            Assert.All(_taken.Skip(before), r => Assert.True(r.Time <= previousRound, $"seed {seed}"));
            previousRound = now;
        }

        foreach (var buffer in buffers)
            buffer.Published = buffer.Records.Count;
        sync.Round(ulong.MaxValue);
        Assert.Equal(0, late);
        Assert.Equal(number, _taken.Count);
        Assert.Equal(number, _taken.Select(r => r.Number).Distinct().Count());
        Assert.True(_taken.Select(r => r.Time).SequenceEqual(_taken.Select(r => r.Time).Order()), $"seed {seed}: not sorted by time");
        for (int i = 0; i < buffers.Length; i++)
        {
            Assert.Equal(buffers[i].Records.Select(r => r.Number), _taken.Where(r => r.Buffer == i).Select(r => r.Number));
            Assert.Equal(buffers[i].Records.Count, buffers[i].GivenBack);
        }
    }

    [Fact]
    public void Keeps_the_order_of_the_ring_within_a_cpu()
    {
        var buffers = Buffers(2);
        Add(buffers[0], 10, 9, 11, 8);
        Add(buffers[1], 10, 12);
        Sync(buffers).Round(ulong.MaxValue);
        Assert.Equal([10UL, 9, 11, 8], _taken.Where(r => r.Buffer == 0).Select(r => r.Time));
        Assert.Equal(6, _taken.Count);
    }

    [Fact]
    public void Takes_nothing_younger_than_the_limit_and_tells_the_limit()
    {
        var buffers = Buffers(2);
        Add(buffers[0], 1, 5, 6);
        Add(buffers[1], 2, 7);
        var sync = Sync(buffers);
        Assert.Equal(3, sync.Round(5));
        Assert.Equal([1UL, 2, 5], _taken.Select(r => r.Time));
        Assert.Equal(5UL, sync.LateLimit);
        Assert.Equal(2, sync.Round(7));
    }

    [Fact]
    public void Looks_ahead_at_the_next_record_of_a_cpu_while_it_is_the_turn_of_another()
    {
        var buffers = Buffers(2);
        Add(buffers[0], 1, 3, 5);
        Add(buffers[1], 2, 4, 6);
        var looked = new List<(int Buffer, ulong Time)>();
        var sync = new BufferSync<ListBuffer.Reader, ListSink>(
            [.. buffers.Select(buffer => buffer.AsBuffer())], new ListSink(_taken, _done, looked), new object());
        Assert.Equal(4, sync.Round(4));
        Assert.Equal([(0, 1UL), (1, 2), (0, 3), (1, 4)], looked);
    }

    [Fact]
    public void Is_held_back_by_no_idle_cpu()
    {
        var buffers = Buffers(4);
        Add(buffers[2], 1, 2, 3);
        Assert.Equal(3, Sync(buffers).Round(3));
        Assert.Equal([0, 1, 2, 3], _done);
    }

    [Fact]
    public void Shows_a_record_that_came_late_by_the_limit_of_the_round_before()
    {
        var buffers = Buffers(2);
        Add(buffers[0], 10);
        Add(buffers[1], 5);
        buffers[1].Published = 0;
        var sync = Sync(buffers);
        sync.Round(10);
        buffers[1].Published = 1;
        ulong limit = sync.LateLimit;
        sync.Round(20);
        Assert.Equal((1, 5UL), (_taken[^1].Buffer, _taken[^1].Time));
        Assert.True(_taken[^1].Time < limit);
        Assert.Equal(2, _taken.Count);
    }

    [Fact]
    public void Ends_though_a_writer_keeps_writing()
    {
        var buffers = Buffers(1);
        Add(buffers[0], 1, 2, 3);
        buffers[0].OnTaken = () => Add(buffers[0], 4, 5);
        Assert.Equal(3, Sync(buffers).Round(ulong.MaxValue));
        Assert.Equal(9, buffers[0].Published);
    }

    [Fact]
    public void Holds_the_event_buffers_lock_for_the_round()
    {
        var gate = new object();
        var buffers = Buffers(1);
        Add(buffers[0], 1);
        bool wasHeld = false;
        buffers[0].OnTaken = () => wasHeld = Monitor.IsEntered(gate);
        new BufferSync<ListBuffer.Reader, ListSink>([buffers[0].AsBuffer()], new ListSink(_taken, _done), gate).Round(1);
        Assert.True(wasHeld);
        Assert.False(Monitor.IsEntered(gate));
    }

    private static ListBuffer[] Buffers(int count) => [.. Enumerable.Range(0, count).Select(cpu => new ListBuffer(cpu))];

    private static void Add(ListBuffer buffer, params ulong[] times)
    {
        foreach (ulong time in times)
            buffer.Records.Add((time, buffer.Records.Count));
        buffer.Published = buffer.Records.Count;
    }

    private BufferSync<ListBuffer.Reader, ListSink> Sync(ListBuffer[] buffers) =>
        new([.. buffers.Select(buffer => buffer.AsBuffer())], new ListSink(_taken, _done), new object());
}
