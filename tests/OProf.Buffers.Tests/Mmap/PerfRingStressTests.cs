using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

/// <summary>Several threads at both ends: no record is torn, each writer's order is kept, and the counts add up.</summary>
public sealed class PerfRingStressTests
{
    private const int Writers = 4;
    private const int RecordsEach = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    public async Task Followers_of_several_writers_read_or_miss_every_record(int pages)
    {
        using var ring = new MappedRing(MmapMode.Overwrite, pages);
        using var done = new CancellationTokenSource();
        var following = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Follow(ring, done.Token))).ToArray();
        long[] written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => Write(ring, (ulong)w))));
        await done.CancelAsync();
        Assert.Equal((ulong)(Writers * RecordsEach), (ulong)written.Sum() + ring.Mapping.LostRecords);
        Assert.Equal(ring.Writer.Reserved, ring.Mapping.Head);
        foreach (var (read, missed) in await Task.WhenAll(following))
            Assert.Equal((ulong)written.Sum(), read + missed);
    }

    [Fact]
    public async Task A_consumer_of_several_writers_reads_or_is_told_of_every_record()
    {
        using var ring = new MappedRing(MmapMode.Discard, 4);
        using var done = new CancellationTokenSource();
        var consuming = Task.Run(() => Consume(ring, done.Token));
        long[] written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => Write(ring, (ulong)w))));
        await done.CancelAsync();
        var (read, lost) = await consuming;
        Assert.Equal(written.Sum(), read);
        Assert.Equal((ulong)(Writers * RecordsEach), (ulong)read + ring.Mapping.LostRecords);

        // What was dropped after the last record that fitted is not told of in the ring yet.
        Assert.InRange(lost, 0UL, ring.Mapping.LostRecords);
        Assert.Equal(RingWriteResult.Written, ring.Writer.TryWrite(1, 0, new byte[64]));
        var reader = ring.OpenReader();
        reader.BeginRound();
        while (reader.TryPeek(out var record))
        {
            if (PerfRecordHeader.Of(record).Type == PerfRecordHeader.Lost)
                lost += MemoryMarshal.Read<ulong>(record[16..]);
            reader.Advance(record.Length);
        }

        Assert.Equal(ring.Mapping.LostRecords, lost);
    }

    private static long Write(MappedRing ring, ulong writer)
    {
        var random = new Random((int)writer);
        byte[] body = new byte[1024];
        long written = 0;
        for (ulong i = 0; i < RecordsEach; i++)
        {
            var part = body.AsSpan(0, 8 * random.Next(4, 128));
            NumberedRecord.Fill(part, writer, i);
            if (ring.Writer.TryWrite(70, 0, part) == RingWriteResult.Written)
                written++;
        }

        return written;
    }

    private static (ulong Read, ulong Missed) Follow(MappedRing ring, CancellationToken done)
    {
        using var followed = ring.Follow();
        ulong[] next = new ulong[Writers];
        ulong read = 0;
        while (true)
        {
            bool isLast = done.IsCancellationRequested;
            while (followed.Follower.TryRead(out var record))
            {
                Check(record, next);
                read++;
            }

            if (isLast)
                return (read, followed.Follower.MissedRecords);
        }
    }

    private static (long Read, ulong Lost) Consume(MappedRing ring, CancellationToken done)
    {
        var reader = ring.OpenReader();
        ulong[] next = new ulong[Writers];
        long read = 0;
        ulong lost = 0;
        while (true)
        {
            bool isLast = done.IsCancellationRequested;
            reader.BeginRound();
            while (reader.TryPeek(out var record))
            {
                if (PerfRecordHeader.Of(record).Type == PerfRecordHeader.Lost)
                {
                    lost += MemoryMarshal.Read<ulong>(record[16..]);
                }
                else
                {
                    Check(record, next);
                    read++;
                }

                reader.Advance(record.Length);
            }

            reader.EndRound();
            Assert.Equal(0UL, reader.CorruptBytes);
            if (isLast)
                return (read, lost);
        }
    }

    private static void Check(ReadOnlySpan<byte> record, ulong[] next)
    {
        if (!NumberedRecord.TryRead(record, out ulong writer, out ulong number))
            Assert.Fail("A record is torn.");
        if (writer >= Writers || number < next[writer])
            Assert.Fail($"Writer {writer} wrote {number} before {next[writer]}.");
        next[writer] = number + 1;
    }
}
