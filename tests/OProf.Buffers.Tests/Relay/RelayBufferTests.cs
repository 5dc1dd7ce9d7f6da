using System.Buffers.Binary;
using OProf.Buffers.Relay;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Relay;

public sealed class RelayBufferTests
{
    [Fact]
    public void TakesWholeSubBuffersInOrderWithTheirHeadersComplete()
    {
        var observer = new PacketObserver();
        using var buffer = new RelayBuffer<FlatArray, Discard>(new FlatArray(new RingGeometry(256, 4)), 3, observer);

        // 32 bytes of header and 224 of records: 9 records of 24 bytes, 8 bytes of padding.
        for (ulong i = 0; i < 20; i++)
            Append(buffer, i, 24);
        buffer.Flush();

        Assert.Equal([(0, false, 0), (256, true, 8), (512, true, 8)], observer.Opened);
        ulong next = 0;
        int packets = 0;
        while (buffer.TryTake(out var packet))
        {
            var bytes = buffer.Bytes();
            Assert.Equal(packet.Used, bytes.Length);
            Assert.Equal(packets * 256, packet.Position);
            Assert.Equal(packet.Position, PacketObserver.PositionIn(bytes));
            Assert.Equal(packet.Used, PacketObserver.UsedIn(bytes));
            Assert.Equal(packets < 2 ? 9 : 2, packet.Records);
            Assert.Equal(1000 + next, packet.FirstTime);
            for (var records = bytes[PacketObserver.Size..]; !records.IsEmpty; records = records[24..])
                Assert.Equal(next++, BinaryPrimitives.ReadUInt64LittleEndian(records));
            Assert.Equal(1000 + next - 1, packet.LastTime);
            buffer.Release();
            packets++;
        }

        Assert.Equal(3, packets);
        Assert.Equal(20ul, next);
        Assert.Equal(20, buffer.Taken);
        Assert.Equal(0, buffer.Entries);
        Assert.Equal(default, buffer.Losses);
    }

    [Fact]
    public void CountsWhatDoesNotFitAndTellsThePacketOfIt()
    {
        var observer = new PacketObserver();
        using var buffer = new RelayBuffer<FlatArray, Discard>(new FlatArray(new RingGeometry(128, 2)), 0, observer);
        for (ulong i = 0; i < 10; i++)
            Append(buffer, i, 24);
        Assert.Equal(8, buffer.Entries);
        Assert.Equal(new RingLosses(2, 0, 0, 0, 0), buffer.Losses);
        Assert.False(buffer.TryReserve(97, 0, out _));
        Assert.Equal(new RingLosses(2, 1, 0, 0, 0), buffer.Losses);
        Assert.False(buffer.TryReserve(0, 0, out _));
        Assert.Equal(3, buffer.Losses.Total);
        buffer.Flush();

        Assert.True(buffer.TryTake(out var first));
        Assert.Equal(0, PacketObserver.LostIn(buffer.Bytes()));
        buffer.Release();
        Assert.True(buffer.TryTake(out var second));
        Assert.Equal(0, PacketObserver.LostIn(buffer.Bytes()));
        buffer.Release();
        Assert.Equal(0, first.LostBefore);
        Assert.Equal(0, second.LostBefore);
        Append(buffer, 11, 24);
        buffer.Flush();
        Assert.True(buffer.TryTake(out var third));
        Assert.Equal(3, PacketObserver.LostIn(buffer.Bytes()));
        Assert.Equal(3, third.LostBefore);
    }

    [Fact]
    public void AnAbortedRecordLeavesItsRoomToTheNext()
    {
        using var buffer = new RelayBuffer<FlatArray, Discard>(new FlatArray(new RingGeometry(128, 2)), 0, new PacketObserver());
        Append(buffer, 1, 16);
        Assert.True(buffer.TryReserve(80, 5, out _));
        buffer.Abort();
        Append(buffer, 2, 80);
        buffer.Flush();
        Assert.True(buffer.TryTake(out var packet));
        Assert.Equal(128, packet.Used);
        Assert.Equal(2, packet.Records);
        Assert.Equal(2ul, BinaryPrimitives.ReadUInt64LittleEndian(buffer.Bytes(48)));
        Assert.Equal(new RingLosses(0, 0, 0, 1, 0), buffer.Losses);
    }

    [Fact]
    public void AnObserverThatSaysNoStopsTheLogging()
    {
        var observer = new PacketObserver { StopAt = 1 };
        using var buffer = new RelayBuffer<FlatArray, Discard>(new FlatArray(new RingGeometry(128, 8)), 0, observer);
        for (ulong i = 0; i < 10; i++)
            Append(buffer, i, 24);
        Assert.True(buffer.IsStopped);
        Assert.Equal(new RingLosses(0, 0, 0, 0, 6), buffer.Losses);
        buffer.Flush();
        Assert.True(buffer.TryTake(out var packet));
        Assert.Equal(4, packet.Records);
        buffer.Release();
        Assert.False(buffer.TryTake(out _));
        Assert.Equal(0, buffer.Entries);
    }

    [Fact]
    public void AWriterAndAConsumerAtTheSameTimeLoseNothingUncounted()
    {
        const ulong Count = 500_000;
        using var buffer = new RelayBuffer<FlatArray, Discard>(new FlatArray(new RingGeometry(4096, 4)), 0, new PacketObserver());
        ulong taken = 0;
        bool done = false;
        var consumer = new Thread(() =>
        {
            ulong last = 0;
            while (true)
            {
                bool end = Volatile.Read(ref done);
                if (!buffer.TryTake(out var packet))
                {
                    if (end)
                        return;
                    Thread.Yield();
                    continue;
                }

                long records = 0;
                for (var bytes = buffer.Bytes()[PacketObserver.Size..]; !bytes.IsEmpty; bytes = bytes[(8 + (int)(last % 32))..], records++)
                {
                    ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                    Assert.True(value > last);
                    last = value;
                }

                Assert.Equal(packet.Records, records);
                taken += (ulong)records;
                buffer.Release();
            }
        });
        consumer.Start();
        for (ulong i = 1; i <= Count; i++)
            Append(buffer, i, 8 + (int)(i % 32));
        buffer.Flush();
        Volatile.Write(ref done, true);
        consumer.Join();
        Assert.Equal(Count, taken + (ulong)buffer.Losses.Total);
        Assert.True(taken > 0);
    }

    internal static void Append<TStorage, TMode>(RelayBuffer<TStorage, TMode> buffer, ulong value, int length)
        where TStorage : struct, IRingStorage
        where TMode : struct, IWriteMode
    {
        if (!buffer.TryReserve(length, 1000 + value, out var record))
            return;
        record.Fill(0xEE);
        BinaryPrimitives.WriteUInt64LittleEndian(record, value);
        buffer.Commit();
    }
}
