using OProf.Buffers.Relay;
using OProf.Buffers.Rings;
using OProf.Buffers.Tests.Rings;
using Xunit;

namespace OProf.Buffers.Tests.Relay;

/// <summary>Each policy on a mapped file, ended in the middle of what it did.</summary>
public sealed class RingRecoveryTests
{
    [Theory]
    [InlineData(RingPolicy.Swapped)]
    [InlineData(RingPolicy.Locked)]
    [InlineData(RingPolicy.LockFree)]
    public void RecordsBehindOneThatWasNotCommittedAreFound(RingPolicy policy)
    {
        using var folder = new TemporaryFolder();
        using (var ring = new RingPair(policy, RingStorageKind.MappedFile, false).Create<GivenClock>(folder, 1024, 4))
        {
            Assert.True(NumberedRecords.TryPut(ring, 1, 0, 20));
            Assert.True(NumberedRecords.TryPut(ring, 1, 1, 24));
            Assert.True(ring.TryReserve(40, 2, out var open));
            ring.Payload(open).Fill(0xFF);
            Assert.True(ring.TryReserve(40, 3, out var aborted));
            ring.Abort(aborted);
            Assert.True(NumberedRecords.TryPut(ring, 1, 4, 30));
        }

        using var recovery = RelayRecovery.Open(folder["ring"]);
        Assert.True(recovery.IsFramed);
        var subBuffer = Assert.Single(recovery.SubBuffers);
        Assert.False(subBuffer.IsClosed);
        Assert.Equal(3, subBuffer.Records);
        Assert.Equal(56, recovery.CutOff);
        Assert.Equal([0, 1, 4], Numbers(recovery, subBuffer));
    }

    [Theory]
    [InlineData(RingPolicy.Swapped, false)]
    [InlineData(RingPolicy.Locked, false)]
    [InlineData(RingPolicy.LockFree, false)]
    [InlineData(RingPolicy.SingleWriter, false)]
    [InlineData(RingPolicy.Swapped, true)]
    [InlineData(RingPolicy.Locked, true)]
    [InlineData(RingPolicy.LockFree, true)]
    [InlineData(RingPolicy.SingleWriter, true)]
    public void WhatWasNotConsumedIsFound(RingPolicy policy, bool overwrites)
    {
        for (int count = 0; count < 60; count++)
        {
            using var folder = new TemporaryFolder();
            long first;
            long asked = 0;
            using (var ring = new RingPair(policy, RingStorageKind.MappedFile, overwrites).Create<MonotonicClock>(folder, 256, 4))
            {
                while (asked < count && NumberedRecords.TryPut(ring, 0, asked, 12 + (int)(asked % 50)))
                    asked++;
                for (int i = 0; i < count / 4 && ring.TryConsume(out _); i++)
                {
                }

                first = ring.Taken + ring.Losses.Overwritten;
            }

            // A sub-buffer that was read in part is found whole.
            using var recovery = RelayRecovery.Open(folder["ring"]);
            long[] numbers = [.. recovery.SubBuffers.SelectMany(subBuffer => Numbers(recovery, subBuffer))];
            long last = asked - 1;
            Assert.Equal(recovery.Records, numbers.Length);
            Assert.Equal(0, recovery.CutOff);
            Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => last - numbers.Length + 1 + i), numbers);
            Assert.InRange(numbers.Length, overwrites ? 0 : asked - first, asked);
        }
    }

    [Fact]
    public void RecordsOfSeveralWritersWithoutHeadersAreFoundIfNoneIsMissing()
    {
        foreach (bool leavesOpen in new[] { false, true })
        {
            using var folder = new TemporaryFolder();
            using (var ring = new RingPair(RingPolicy.LockFree, RingStorageKind.MappedFile, false).CreateUnframed(folder))
            {
                Assert.True(NumberedRecords.TryPut(ring, 0, 0, 20));
                if (leavesOpen)
                    Assert.True(ring.TryReserve(20, 0, out _));
                Assert.True(NumberedRecords.TryPut(ring, 0, 1, 20));
            }

            using var recovery = RelayRecovery.Open(folder["ring"]);
            Assert.Equal(leavesOpen ? (0, 0, 60) : (2, 40, 0), (recovery.Records, recovery.SubBuffers[0].Used, recovery.CutOff));
        }
    }

    private static List<long> Numbers(RelayRecovery recovery, in RecoveredSubBuffer subBuffer)
    {
        byte[] bytes = new byte[subBuffer.Used];
        recovery.Read(subBuffer, bytes);
        var framed = new FramedRecords(bytes, subBuffer.Position, recovery.HeaderSize, recovery.TimeSize);
        var numbers = new List<long>();
        while (framed.TryRead(out var record))
            numbers.Add(NumberedRecords.Read(record.Payload).Number);
        Assert.Equal(bytes.Length, framed.Offset);
        return numbers;
    }
}
