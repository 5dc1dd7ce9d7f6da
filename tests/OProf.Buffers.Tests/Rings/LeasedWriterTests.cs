using OProf.Buffers.Relay;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;
using Ring = OProf.Buffers.Rings.LockFreeRing<
    OProf.Buffers.Storage.FlatArray,
    OProf.Buffers.Rings.Discard,
    OProf.Buffers.Rings.NoClock,
    OProf.Buffers.Rings.LengthFraming,
    OProf.Buffers.Rings.ManyWriters,
    OProf.Buffers.Rings.NoSwitch>;
using Writer = OProf.Buffers.Rings.LeasedWriter<
    OProf.Buffers.Storage.FlatArray,
    OProf.Buffers.Rings.Discard,
    OProf.Buffers.Rings.NoClock,
    OProf.Buffers.Rings.NoSwitch>;

namespace OProf.Buffers.Tests.Rings;

public sealed class LeasedWriterTests
{
    [Fact]
    public void RecordsOfALeaseLieTogetherAndAreReadWhenItEnds()
    {
        using var ring = new Ring(new FlatArray(new RingGeometry(1024, 4)));
        using var first = new Writer(ring, 256);
        using var second = new Writer(ring, 256);
        Put(first, 1);
        Put(second, 2);
        Put(first, 3);
        Put(second, 4);
        Assert.False(ring.TryConsume(out _));
        first.Flush();
        second.Flush();
        Assert.Equal(4, ring.Entries);
        Assert.Equal([1, 3, 2, 4], Read(ring));
        Put(first, 5);
        ring.Flush();
        Assert.Equal([5], Read(ring));
        Assert.Equal(default, ring.Losses);
    }

    [Fact]
    public void AnIdleWriterDoesNotStopTheReader()
    {
        using var ring = new Ring(new FlatArray(new RingGeometry(256, 4)));
        using var idle = new Writer(ring, 64);
        using var busy = new Writer(ring, 64);
        Put(idle, -1);
        var read = new List<long>();
        for (int i = 0; i < 1000; i++)
        {
            Put(busy, i);
            read.AddRange(Read(ring));
        }

        busy.Flush();
        ring.Flush();
        read.AddRange(Read(ring));
        Assert.Equal(1001, read.Count);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), read.Where(number => number >= 0));

        // It goes on where it was, with another lease.
        Put(idle, -2);
        idle.Flush();
        Assert.Equal([-2], Read(ring));
        Assert.Equal(default, ring.Losses);
    }

    [Fact]
    public void ALeaseIsNotTakenFromAWriterWithinARecord()
    {
        using var ring = new Ring(new FlatArray(new RingGeometry(256, 4)));
        using var writer = new Writer(ring, 128);
        Put(writer, 1);
        Assert.True(writer.TryReserve(16, 0, out var open));
        ring.Flush();
        Assert.False(ring.TryConsume(out _));
        NumberedRecords.Make(writer.Payload(open), 0, 2);
        writer.Commit(open);

        // Which it gave back with the record.
        Assert.Equal([1, 2], Read(ring));
        Assert.True(writer.TryReserve(16, 0, out open));
        ring.Flush();
        writer.Abort(open);
        Assert.Empty(Read(ring));
        Assert.Equal(new RingLosses(0, 0, 0, 1, 0), ring.Losses);
        Put(writer, 3);
        ring.Flush();
        Assert.Equal([3], Read(ring));
    }

    [Fact]
    public void RecordsOfAnySizeFitWhateverTheLease()
    {
        foreach (int lease in new[] { 1, 8, 64, 100, 1 << 20 })
        {
            using var ring = new Ring(new FlatArray(new RingGeometry(1024, 4)));
            using var writer = new Writer(ring, lease);
            var random = new Random(lease);
            long next = 0;
            for (long i = 0; i < 2000; i++)
            {
                Put(writer, i, random.Next(NumberedRecords.MinLength, ring.MaxLength + 1));
                foreach (long number in Read(ring))
                    Assert.Equal(next++, number);
            }

            writer.Dispose();
            ring.Flush();
            foreach (long number in Read(ring))
                Assert.Equal(next++, number);
            Assert.Equal(2000, next);
            Assert.False(writer.TryReserve(ring.MaxLength + 1, 0, out _));
            Assert.Equal(new RingLosses(0, 1, 0, 0, 0), ring.Losses);
        }
    }

    [Fact]
    public void WithoutAReaderAnIdleWriterDoesNotStopTheRecorder()
    {
        using var ring = new LockFreeRing<PageList, Overwrite, MonotonicClock, LengthFraming, ManyWriters, NoSwitch>(
            new PageList(new RingGeometry(256, 4)));
        using var idle = new LeasedWriter<PageList, Overwrite, MonotonicClock, NoSwitch>(ring, 64);
        using var busy = new LeasedWriter<PageList, Overwrite, MonotonicClock, NoSwitch>(ring, 64);
        Assert.True(idle.TryReserve(0, 0, out var reservation));
        idle.Commit(reservation);
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(busy.TryReserve(8, 0, out reservation));
            busy.Write(reservation, 0, BitConverter.GetBytes((long)i));
            busy.Commit(reservation);
        }

        ring.Flush();
        long last = -1;
        long records = 0;
        for (; ring.TryConsume(out var record); records++)
            last = BitConverter.ToInt64(record.Payload);
        Assert.Equal(999, last);
        Assert.Equal(1001, records + ring.Losses.Total);
        Assert.Equal(ring.Losses.Overwritten, ring.Losses.Total);
    }

    [Fact]
    public void WhatIsCommittedInALeaseIsFoundAfterACrash()
    {
        using var folder = new TemporaryFolder();
        var ring = new LockFreeRing<MappedFile, Discard, GivenClock, LengthFraming, ManyWriters, NoSwitch>(
            new MappedFile(folder["ring"], new RingGeometry(1024, 4), 0, Guid.Empty));
        var first = new LeasedWriter<MappedFile, Discard, GivenClock, NoSwitch>(ring, 200);
        var second = new LeasedWriter<MappedFile, Discard, GivenClock, NoSwitch>(ring, 200);
        for (ulong i = 0; i < 3; i++)
        {
            Assert.True(first.TryReserve(8, i, out var reservation));
            first.Commit(reservation);
            Assert.True(second.TryReserve(8, 10 + i, out reservation));
            second.Commit(reservation);
        }

        // One within a record, as a killed process leaves it: nothing is flushed or disposed of before it is read.
        Assert.True(first.TryReserve(40, 99, out _));
        using (var recovery = RelayRecovery.Open(folder["ring"]))
        {
            var subBuffer = Assert.Single(recovery.SubBuffers);
            byte[] bytes = new byte[subBuffer.Used];
            recovery.Read(subBuffer, bytes);
            var times = new List<ulong>();
            var framed = new FramedRecords(bytes, subBuffer.Position, 0, recovery.TimeSize);
            while (framed.TryRead(out var record))
                times.Add(record.Time);
            Assert.Equal([0, 1, 2, 10, 11, 12], times);
            Assert.Equal(6, subBuffer.Records);
        }

        first.Dispose();
        second.Dispose();
        ring.Dispose();
    }

    private static void Put(Writer writer, long number, int length = NumberedRecords.MinLength)
    {
        Assert.True(writer.TryReserve(length, 0, out var reservation));
        NumberedRecords.Make(writer.Payload(reservation), 0, number);
        writer.Commit(reservation);
    }

    private static List<long> Read(Ring ring)
    {
        var numbers = new List<long>();
        while (ring.TryConsume(out var record))
            numbers.Add(NumberedRecords.Read(record.Payload).Number);
        return numbers;
    }
}
