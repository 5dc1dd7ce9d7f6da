using System.Runtime.CompilerServices;
using OProf.Buffers.Mmap;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

public sealed unsafe class PerfRingFollowerTests
{
    private readonly byte[] _body = new byte[60_000];
    private ulong _number;
    private ulong _bytes;

    [Fact]
    public void Each_of_several_followers_reads_every_record()
    {
        using var ring = new MappedRing(MmapMode.Overwrite, 4);
        using var first = ring.Follow();
        using var second = ring.Follow();
        var random = new Random(1);
        for (ulong i = 0; i < 10_000; i++)
        {
            Write(ring, random.Next(4, 200));
            Assert.Equal(i, Next(first));
            Assert.Equal(i, Next(second));
            Assert.False(first.Follower.TryRead(out _));
        }

        Assert.Equal(0UL, first.Follower.MissedBytes);
        Assert.Equal(10_000UL, second.Follower.ReadRecords);
        Assert.Equal(ring.Mapping.Head, second.Follower.Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void A_follower_that_was_overtaken_knows_exactly_how_much_it_missed(int pages)
    {
        using var ring = new MappedRing(MmapMode.Overwrite, pages);
        using var followed = ring.Follow();
        var random = new Random(2);
        ulong read = 0;
        for (int round = 0; round < 300; round++)
        {
            int records = random.Next(1, 200);
            for (int i = 0; i < records; i++)
                Write(ring, random.Next(4, Math.Min(ring.Mapping.MaxRecordSize, 4000) / 8 - 1));
            while (followed.Follower.TryRead(out var record))
            {
                Assert.True(NumberedRecord.TryRead(record, out _, out ulong number));

                // Its number among all that were written is that of those it read and missed.
                Assert.Equal(number, followed.Follower.MissedRecords + read);
                read++;
            }

            Assert.Equal(_number, read + followed.Follower.MissedRecords);
            Assert.Equal(_bytes, followed.Follower.Position);
            Assert.Equal(read, followed.Follower.ReadRecords);
        }

        Assert.True(followed.Follower.MissedRecords > 0 && read > 0);
        Assert.True(followed.Follower.MissedBytes > 0);
    }

    [Fact]
    public void A_follower_that_comes_late_misses_what_is_gone_and_reads_most_of_the_ring()
    {
        using var ring = new MappedRing(MmapMode.Overwrite, 16);
        for (int i = 0; i < 10_000; i++)
            Write(ring, 10);
        using var followed = ring.Follow();
        ulong read = 0;
        while (followed.Follower.TryRead(out _))
            read++;
        Assert.Equal(10_000UL, read + followed.Follower.MissedRecords);
        Assert.InRange(read, ring.Mapping.DataSize / 88 * 3 / 4, ring.Mapping.DataSize / 88);
    }

    [Fact]
    public void A_record_of_half_the_ring_can_be_followed()
    {
        using var ring = new MappedRing(MmapMode.Overwrite, 1);
        using var followed = ring.Follow();
        for (ulong i = 0; i < 100; i++)
        {
            Write(ring, (ring.Mapping.MaxRecordSize - 8) / 8);
            Assert.Equal(i, Next(followed));
        }
    }

    [Fact]
    public void A_follower_writes_nothing()
    {
        using var ring = new MappedRing(MmapMode.Overwrite, 2);
        using var followed = ring.Follow();
        for (int i = 0; i < 1000; i++)
            Write(ring, 10);
        byte[] before = new ReadOnlySpan<byte>(ring.Mapping.Metadata, (int)ring.Mapping.Length).ToArray();
        while (followed.Follower.TryRead(out _))
        {
        }

        Assert.True(new ReadOnlySpan<byte>(ring.Mapping.Metadata, (int)ring.Mapping.Length).SequenceEqual(before));
    }

    [Fact]
    public void A_follower_needs_a_ring_that_overwrites()
    {
        using var discarding = new MappedRing(MmapMode.Discard, 2);
        Assert.Throws<ArgumentException>(() => discarding.Follow());
        using var empty = new MappedRing(MmapMode.Overwrite, 0);
        Assert.Throws<ArgumentException>(() => empty.Follow());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(60_000)]
    public void A_record_of_a_length_that_makes_no_sense_is_an_error(int size)
    {
        using var ring = new MappedRing(MmapMode.Overwrite, 2);
        using var followed = ring.Follow();
        Write(ring, 10);
        Unsafe.Write(ring.Mapping.Data + 6, (ushort)size);
        Assert.Equal(MappedFileProblem.Corrupt, Assert.Throws<MappedFileException>(() => followed.Follower.TryRead(out _)).Problem);
    }

    [Fact]
    public void Metadata_of_any_content_never_let_a_follower_out_of_the_ring()
    {
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            using var ring = new MappedRing(MmapMode.Overwrite, 1);
            using var followed = ring.Follow();
            for (int n = random.Next(100); n >= 0; n--)
                Write(ring, 10);
            int[] fields = [PerfMmapPage.DataHead, 2072, 3056 + (8 * random.Next(2)), 3072 + (8 * random.Next(128)), PerfMmapPage.DataSize];
            ulong value = random.Next(3) switch
            {
                0 => (ulong)random.NextInt64(),
                1 => (ulong)random.Next(20_000),
                _ => ulong.MaxValue - (ulong)random.Next(20_000),
            };
            Unsafe.Write(ring.Mapping.Metadata + fields[random.Next(fields.Length)], value);
            try
            {
                for (int n = 0; n < 1000 && followed.Follower.TryRead(out var record); n++)
                    Assert.InRange(record.Length, 8, 65528);
            }
            catch (MappedFileException e)
            {
                Assert.Equal(MappedFileProblem.Corrupt, e.Problem);
                refused++;
            }
        }

        Assert.True(refused > 100);
    }

    private static ulong Next(FollowedRing followed)
    {
        Assert.True(followed.Follower.TryRead(out var record));
        Assert.True(NumberedRecord.TryRead(record, out _, out ulong number));
        return number;
    }

    private void Write(MappedRing ring, int words)
    {
        var body = _body.AsSpan(0, words * 8);
        NumberedRecord.Fill(body, 0, _number++);
        _bytes += (ulong)body.Length + 8;
        Assert.Equal(RingWriteResult.Written, ring.Writer.TryWrite(70, 0, body));
    }
}
