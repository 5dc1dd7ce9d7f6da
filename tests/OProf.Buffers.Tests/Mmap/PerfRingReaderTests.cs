using System.Buffers.Binary;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

public class PerfRingReaderTests
{
    private const int Ring = 4096;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4095)]
    [InlineData(12288)]
    public void Refuses_a_size_that_is_no_power_of_two(int size)
    {
        using var ring = new SimulatedRing(Ring);
        Assert.Throws<ArgumentException>(() => new SimulatedRing(size).Dispose());
    }

    [Fact]
    public void Reads_a_record_that_wraps_at_every_offset()
    {
        for (int offset = 0; offset < Ring; offset += 8)
        {
            using var ring = new SimulatedRing(Ring, (ulong)(offset + (7 * Ring)));
            var record = SimulatedRing.Record(1000, (uint)offset);
            Assert.True(ring.TryWrite(record));
            ring.Reader.BeginRound();
            Assert.True(ring.Reader.TryPeek(out var read));
            Assert.Equal(record, read.ToArray());
            ring.Reader.Advance(read.Length);
            Assert.False(ring.Reader.TryPeek(out _));
            ring.Reader.EndRound();
            Assert.Equal(ring.Head, ring.Tail);
        }
    }

    [Fact]
    public void Reads_records_of_every_size()
    {
        using var ring = new SimulatedRing(1 << 17, 1 << 16);
        for (int size = 8; size <= 65528; size += 8)
        {
            var record = SimulatedRing.Record(size, (uint)size);
            Assert.True(ring.TryWrite(record));
            ring.Reader.BeginRound();
            Assert.True(ring.Reader.TryPeek(out var read));
            Assert.True(record.AsSpan().SequenceEqual(read), $"size {size}");
            ring.Reader.Advance(size);
            ring.Reader.EndRound();
        }

        Assert.Equal(0UL, ring.Reader.CorruptBytes);
    }

    [Fact]
    public void Reads_up_to_the_head_that_the_round_began_with()
    {
        using var ring = new SimulatedRing(Ring);
        ring.TryWrite(SimulatedRing.Record(16, 1));
        ring.Reader.BeginRound();
        ring.TryWrite(SimulatedRing.Record(16, 2));
        Assert.True(ring.Reader.TryPeek(out _));
        ring.Reader.Advance(16);
        Assert.False(ring.Reader.TryPeek(out _));
        ring.Reader.BeginRound();
        Assert.True(ring.Reader.TryPeek(out var second));
        Assert.Equal(SimulatedRing.Record(16, 2), second.ToArray());
    }

    [Fact]
    public void Leaves_a_record_that_was_peeked_and_not_taken()
    {
        using var ring = new SimulatedRing(Ring);
        ring.TryWrite(SimulatedRing.Record(32, 1));
        for (int i = 0; i < 3; i++)
        {
            ring.Reader.BeginRound();
            Assert.True(ring.Reader.TryPeek(out var record));
            Assert.Equal(32, record.Length);
            ring.Reader.EndRound();
        }

        Assert.Equal(0UL, ring.Tail);
        Assert.Equal(32UL, ring.Reader.BytesHeld);
    }

    [Fact]
    public void Gives_room_back_within_a_round_of_more_than_an_eighth_and_never_of_what_was_not_taken()
    {
        using var ring = new SimulatedRing(Ring);
        while (ring.TryWrite(SimulatedRing.Record(64, 1)))
        {
        }

        ring.Reader.BeginRound();
        ulong taken = 0;
        while (ring.Reader.TryPeek(out var record))
        {
            ring.Reader.Advance(record.Length);
            taken += (ulong)record.Length;
            Assert.InRange(ring.Tail, taken - Math.Min(taken, Ring / 8), taken);
        }

        Assert.Equal((ulong)Ring, taken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(65535)]
    [InlineData(4104)]
    public void Skips_what_is_behind_a_header_that_makes_no_sense_and_goes_on_with_the_next_round(int size)
    {
        using var ring = new SimulatedRing(Ring);
        ring.TryWrite(SimulatedRing.Record(24, 1));
        var corrupt = SimulatedRing.Record(64, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(corrupt.AsSpan(6), (ushort)size);
        ring.TryWrite(corrupt);
        ring.TryWrite(SimulatedRing.Record(24, 3));
        ring.Reader.BeginRound();
        Assert.True(ring.Reader.TryPeek(out var good));
        ring.Reader.Advance(good.Length);
        Assert.False(ring.Reader.TryPeek(out _));
        Assert.False(ring.Reader.TryPeek(out _));
        ring.Reader.EndRound();
        Assert.Equal(88UL, ring.Reader.CorruptBytes);
        Assert.Equal(ring.Head, ring.Tail);
        ring.TryWrite(SimulatedRing.Record(24, 4));
        ring.Reader.BeginRound();
        Assert.True(ring.Reader.TryPeek(out var next));
        Assert.Equal(SimulatedRing.Record(24, 4), next.ToArray());
    }

    [Fact]
    public void Reads_nothing_where_the_head_is_further_than_the_ring_is_long()
    {
        // A record that is longer than the ring, and a head that would allow it.
        using var ring = new SimulatedRing(Ring);
        var record = SimulatedRing.Record(64, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), 65528);
        ring.TryWrite(record);
        ring.Head = 1 << 20;
        ring.Reader.BeginRound();
        Assert.False(ring.Reader.TryPeek(out _));
        Assert.Equal((ulong)Ring, ring.Reader.CorruptBytes);
    }

    [Fact]
    public void Leaves_a_head_that_went_backwards_unread()
    {
        using var ring = new SimulatedRing(Ring, 1 << 20);
        ring.Head = 100;
        ring.Reader.BeginRound();
        Assert.False(ring.Reader.TryPeek(out _));
    }

    [Fact]
    public void Loses_and_tears_nothing_between_a_writer_and_a_reader()
    {
        const uint Records = 50_000;
        using var ring = new SimulatedRing(1 << 14);
        var writer = new Thread(() =>
        {
            var random = new Random(1);
            for (uint i = 0; i < Records; i++)
            {
                var record = SimulatedRing.Record(16 + (8 * random.Next(40)), i);
                while (!ring.TryWrite(record))
                    Thread.Yield();
            }
        });
        writer.Start();
        uint expected = 0;
        int torn = 0;
        while (expected < Records)
        {
            uint before = expected;
            ring.Reader.BeginRound();
            while (ring.Reader.TryPeek(out var record))
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(record) != expected || !SimulatedRing.IsWhole(record))
                    torn++;
                expected++;
                ring.Reader.Advance(record.Length);
            }

            ring.Reader.EndRound();
            Assert.Equal((0, 0UL), (torn, ring.Reader.CorruptBytes));
            if (expected == before)
                Thread.Yield();
        }

        writer.Join();
        Assert.Equal(ring.Head, ring.Tail);
    }
}
