using OProf.Buffers.Rings;
using Xunit;

namespace OProf.Buffers.Tests.Rings;

/// <summary>The contract, on each policy, storage and mode. The names of some are points that the seeds' reviews found wrong.</summary>
public sealed class RingContractTests
{
    public static TheoryData<RingPolicy, RingStorageKind, bool> All => RingPair.All;

    public static TheoryData<RingPolicy, RingStorageKind, bool> ForManyWriters => RingPair.ForManyWriters;

    [Theory]
    [MemberData(nameof(All))]
    public void GivesBackWhatWasCommittedInOrder(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<GivenClock>(folder);
        Assert.False(ring.TryConsume(out _));
        for (int i = 0; i < 9; i++)
            Assert.True(NumberedRecords.TryPut(ring, 1, i, 12 + i));
        ring.Flush();
        Assert.Equal(9, ring.Entries);
        for (int i = 0; i < 9; i++)
        {
            Assert.True(ring.TryConsume(out var record));
            Assert.Equal((1, i, 12 + i), NumberedRecords.Read(record.Payload));
            Assert.Equal(12 + i, record.Payload.Length);
            Assert.Equal((ulong)i, record.Time);
            Assert.Equal(8 - i, ring.Entries);
            Assert.Equal(1 + i, ring.Taken);
        }

        Assert.False(ring.TryConsume(out _));
        Assert.Equal(default, ring.Losses);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void RecordsOfAnySizeDoNotOverlap(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        // A patch reserved eight bytes whatever the record's size.
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<MonotonicClock>(folder, 8192, 4);
        int length = NumberedRecords.MinLength;
        long number = 0;
        for (int lap = 0; lap < 400; lap++)
        {
            int put = 0;
            for (; put < 5; put++)
            {
                Assert.True(NumberedRecords.TryPut(ring, put, number + put, length + put));
                length = NumberedRecords.MinLength + ((length * 31) % 1500);
            }

            ring.Flush();
            for (int i = 0; i < put; i++)
            {
                Assert.True(ring.TryConsume(out var record));
                Assert.Equal((i, number + i, record.Payload.Length), NumberedRecords.Read(record.Payload));
            }

            number += put;
        }

        Assert.Equal(number, ring.Taken);
        Assert.Equal(default, ring.Losses);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AFailedReserveIsCountedAndLeavesTheEntriesAsTheyWere(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        Assert.True(NumberedRecords.TryPut(ring, 0, 1, 20));
        ring.Flush();
        long entries = ring.Entries;
        Assert.Equal(1, entries);
        Assert.False(ring.TryReserve(ring.MaxLength + 1, 0, out var refused));
        Assert.False(ring.TryReserve(-1, 0, out _));
        Assert.False(ring.TryReserve(int.MaxValue, 0, out _));
        Assert.True(refused.IsNone);
        Assert.Equal(new RingLosses(0, 3, 0, 0, 0), ring.Losses);
        Assert.Equal(entries, ring.Entries);
        if (overwrites)
            return;

        long put = 1;
        while (NumberedRecords.TryPut(ring, 0, put + 1, 20))
            put++;
        Assert.Equal(put, ring.Entries);
        for (int i = 0; i < 10; i++)
            Assert.False(ring.TryReserve(20, 0, out _));
        Assert.Equal(new RingLosses(11, 3, 0, 0, 0), ring.Losses);
        Assert.Equal(put, ring.Entries);
        for (long i = 1; i <= put; i++)
        {
            Assert.True(ring.TryConsume(out var record));
            Assert.Equal((0, i, 20), NumberedRecords.Read(record.Payload));
        }

        Assert.False(ring.TryConsume(out _));
        Assert.Equal(0, ring.Entries);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CommittingWhatWasNotReservedDoesNothing(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        // The review: commit is not expected to receive a null entry, and screws up the accounting.
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        Assert.False(ring.TryReserve(100_000, 0, out var refused));
        ring.Commit(refused);
        ring.Abort(refused);
        ring.Flush();
        Assert.Equal(0, ring.Entries);
        Assert.Equal(new RingLosses(0, 1, 0, 0, 0), ring.Losses);
        Assert.True(NumberedRecords.TryPut(ring, 0, 5, 40));
        ring.Commit(default);
        ring.Flush();
        Assert.Equal(1, ring.Entries);
        Assert.True(ring.TryConsume(out var record));
        Assert.Equal((0, 5, 40), NumberedRecords.Read(record.Payload));
        Assert.False(ring.TryConsume(out _));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WhatIsNotCommittedIsNotRead(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        Assert.True(NumberedRecords.TryPut(ring, 0, 1, 16));
        Assert.True(ring.TryReserve(16, 0, out var open));
        if (!overwrites && policy is not RingPolicy.Swapped and not RingPolicy.LockFree)
            Assert.True(ring.TryConsume(out _));
        Assert.False(ring.TryConsume(out _) && ring.TryConsume(out _));
        NumberedRecords.Fill(ring, open, 0, 2);
        ring.Commit(open);
        ring.Flush();
        long taken = ring.Taken;
        while (ring.TryConsume(out var record))
            Assert.Equal((0, ++taken, 16), NumberedRecords.Read(record.Payload));
        Assert.Equal(2, taken);
    }

    [Theory]
    [MemberData(nameof(ForManyWriters))]
    public void ARecordWaitsForThoseReservedBeforeIt(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        Assert.True(ring.TryReserve(16, 0, out var first));
        Assert.True(ring.TryReserve(24, 0, out var second));
        Assert.True(ring.TryReserve(32, 0, out var third));
        NumberedRecords.Fill(ring, third, 0, 3);
        ring.Commit(third);
        NumberedRecords.Fill(ring, first, 0, 1);
        ring.Flush();
        Assert.False(ring.TryConsume(out _));
        ring.Commit(first);
        ring.Abort(second);
        Assert.True(ring.TryConsume(out var record));
        Assert.Equal((0, 1, 16), NumberedRecords.Read(record.Payload));
        Assert.True(ring.TryConsume(out record));
        Assert.Equal((0, 3, 32), NumberedRecords.Read(record.Payload));
        Assert.False(ring.TryConsume(out _));
        Assert.Equal(new RingLosses(0, 0, 0, 1, 0), ring.Losses);
        Assert.Equal(0, ring.Entries);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WhatIsAbortedIsCountedAndNotRead(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        long number = 0;
        for (int i = 0; i < 100; i++)
        {
            Assert.True(ring.TryReserve(40, 0, out var aborted));
            ring.Payload(aborted).Fill(0xFF);
            ring.Abort(aborted);
            Assert.True(NumberedRecords.TryPut(ring, 0, number, 20));
            ring.Flush();
            Assert.True(ring.TryConsume(out var record));
            Assert.Equal((0, number++, 20), NumberedRecords.Read(record.Payload));
            Assert.False(ring.TryConsume(out _));
        }

        Assert.Equal(new RingLosses(0, 0, 0, 100, 0), ring.Losses);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ARecordOfNothingIsARecordAndTheLongestFits(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        for (int lap = 0; lap < 20; lap++)
        {
            Assert.True(ring.TryReserve(0, 0, out var nothing));
            Assert.Equal(0, ring.Payload(nothing).Length);
            ring.Commit(nothing);
            ring.Flush();
            Assert.True(ring.TryConsume(out var record));
            Assert.Equal(0, record.Payload.Length);
            Assert.False(ring.TryConsume(out _));
            Assert.True(NumberedRecords.TryPut(ring, 3, lap, ring.MaxLength));
            ring.Flush();
            Assert.True(ring.TryConsume(out record));
            Assert.Equal((3, lap, ring.MaxLength), NumberedRecords.Read(record.Payload));
            Assert.False(ring.TryConsume(out _));
        }

        Assert.Equal(default, ring.Losses);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void OverwritingKeepsTheLastRecordsAndCountsTheOthers(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        const long Count = 1000;
        long accepted = 0;
        for (long i = 0; i < Count; i++)
            accepted += NumberedRecords.TryPut(ring, 0, i, 24) ? 1 : 0;
        ring.Flush();
        var losses = ring.Losses;
        long first = overwrites ? losses.Overwritten : 0;

        // Two buffers hold what one holds, less a record, before the reader exchanges them.
        Assert.Equal(overwrites ? Count : policy == RingPolicy.Swapped ? 15 : 32, accepted);
        Assert.Equal(overwrites ? new RingLosses(0, 0, first, 0, 0) : new RingLosses(Count - accepted, 0, 0, 0, 0), losses);
        Assert.Equal(overwrites, ring.OverwrittenSubBuffers > 0);

        // What lies in the writers' buffer of two is not closed before the other was read.
        if (policy != RingPolicy.Swapped)
            Assert.Equal(Count, ring.Entries + losses.Total);
        Assert.InRange(ring.Entries, 15, 32);
        for (long i = first; i < first + accepted - losses.Overwritten; i++)
        {
            Assert.True(ring.TryConsume(out var record));
            Assert.Equal((0, i, 24), NumberedRecords.Read(record.Payload));
        }

        Assert.False(ring.TryConsume(out _));
        Assert.Equal(0, ring.Entries);
        Assert.Equal(Count, ring.Taken + ring.Losses.Total);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TimesOfTheRingsClockNeverFall(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<MonotonicClock>(folder);
        ulong last = 0;
        for (int i = 0; i < 200; i++)
        {
            Assert.True(NumberedRecords.TryPut(ring, 0, i, 16));
            ring.Flush();
            Assert.True(ring.TryConsume(out var record));
            Assert.True(record.Time >= last && record.Time > 0);
            last = record.Time;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WholeSubBuffersAreTakenWithoutFraming(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).CreateUnframed(folder);
        Assert.Throws<InvalidOperationException>(() => ring.TryConsume(out _));
        Assert.Throws<InvalidOperationException>(() => ring.Bytes().Length);
        Assert.Throws<InvalidOperationException>(ring.Release);
        Assert.False(ring.TryReserve(0, 0, out _));
        Assert.Equal(default, ring.Losses);
        long next = 0;
        for (long i = 0; i < 3000; i++)
        {
            Assert.True(NumberedRecords.TryPut(ring, 7, i, 13 + (int)(i % 30)));
            if (i % 3 == 0)
                ring.Flush();
            while (ring.TryTake(out var subBuffer))
            {
                Assert.Throws<InvalidOperationException>(() => ring.TryTake(out _));
                var bytes = ring.Bytes();
                Assert.Equal(subBuffer.Used, bytes.Length);
                long records = 0;
                for (; !bytes.IsEmpty; records++)
                {
                    var (writer, number, length) = NumberedRecords.Read(bytes);
                    Assert.Equal((7, next++), (writer, number));
                    bytes = bytes[length..];
                }

                Assert.Equal(subBuffer.Records, records);
                ring.Release();
            }
        }

        ring.Flush();
        while (ring.TryTake(out var subBuffer))
        {
            next += subBuffer.Records;
            ring.Release();
        }

        Assert.Equal(3000, next);
        Assert.Equal(3000, ring.Taken);
        Assert.Equal(default, ring.Losses);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AnErrorOfTheReaderLeavesTheRingAsItWas(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        // A patch left the lock of the readers held on an error.
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).Create<NoClock>(folder);
        Assert.True(NumberedRecords.TryPut(ring, 0, 1, 30));
        ring.Flush();
        Assert.True(ring.TryTake(out _));
        Assert.Throws<InvalidOperationException>(() => ring.TryConsume(out _));
        Assert.Throws<InvalidOperationException>(() => ring.TryTake(out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Bytes(1000).Length);
        var writer = new Thread(() => Assert.True(NumberedRecords.TryPut(ring, 0, 2, 30)));
        writer.Start();
        writer.Join();
        ring.Release();
        ring.Flush();
        Assert.True(ring.TryConsume(out var record));
        Assert.Equal((0, 2, 30), NumberedRecords.Read(record.Payload));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ACopyLeavesTheSubBuffersWhereTheyAre(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(policy, storage, overwrites).CreateUnframed(folder);
        for (int i = 0; i < 30; i++)
            NumberedRecords.TryPut(ring, 0, i, 24);
        ring.Flush();
        byte[] copy = new byte[ring.Geometry.SubBufferSize];
        for (int time = 0; time < 2; time++)
        {
            long position = 0;
            long records = 0;
            while (ring.TryCopy(ref position, copy, out var subBuffer))
            {
                for (int offset = 0; offset < subBuffer.Used; offset += 24, records++)
                    Assert.Equal((0, records + ring.Losses.Overwritten, 24), NumberedRecords.Read(copy.AsSpan(offset)));
            }

            Assert.Equal(ring.Entries, records);
            Assert.True(records > 0);
        }
    }

    [Theory]
    [InlineData(RingStorageKind.PageList)]
    [InlineData(RingStorageKind.FlatArray)]
    [InlineData(RingStorageKind.MappedFile)]
    public void BuffersAreExchangedWhileAWriteIsUnderWay(RingStorageKind storage)
    {
        // The review: is cpu == smp_processor_id() here? If not, there needs to be more protection.
        using var folder = new TemporaryFolder();
        using var ring = new RingPair(RingPolicy.Swapped, storage, false).Create<NoClock>(folder);
        Assert.True(NumberedRecords.TryPut(ring, 0, 1, 16));
        Assert.True(ring.TryReserve(16, 0, out var open));
        bool consumed = true;
        var reader = new Thread(() => consumed = ring.TryConsume(out _));
        reader.Start();
        reader.Join();

        // Exchanged, with a write in it: nothing is read yet, and the next goes to the other buffer.
        Assert.False(consumed);
        Assert.True(NumberedRecords.TryPut(ring, 0, 3, 16));
        Assert.Equal(2, ring.Entries);
        NumberedRecords.Fill(ring, open, 0, 2);
        ring.Commit(open);
        Assert.Equal(3, ring.Entries);
        for (int i = 1; i <= 3; i++)
        {
            Assert.True(ring.TryConsume(out var record));
            Assert.Equal((0, i, 16), NumberedRecords.Read(record.Payload));
        }

        Assert.False(ring.TryConsume(out _));
        Assert.Equal(default, ring.Losses);
    }
}
