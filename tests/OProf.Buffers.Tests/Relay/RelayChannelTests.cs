using System.Runtime.Versioning;
using OProf.Buffers.Relay;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Relay;

[SupportedOSPlatform("linux")]
public sealed class RelayChannelTests
{
    private static readonly RingGeometry Geometry = new(256, 4);

    [Fact]
    public void WritesWholePacketsOfEachCpuToAFileOfItsOwn() => WritesWholePackets(new FlatArraySource());

    [Fact]
    public void WritesPacketsStraightFromPages() => WritesWholePackets(new PageListSource(), new RingGeometry(16384, 4), 3);

    [Fact]
    public void WritesPacketsFromMappedFilesAndRemovesThoseAfterwards()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[".buffers"]);
        WritesWholePackets(new MappedFileSource(folder[".buffers/b"], Guid.NewGuid()));
        Assert.Empty(Directory.GetFiles(folder[".buffers"]));
    }

    [Fact]
    public void AMappedBufferThatWasNotWrittenOutStaysForRecovery()
    {
        using var folder = new TemporaryFolder();
        var source = new MappedFileSource(folder["b"], Guid.NewGuid());
        using (var channel = new RelayChannel<MappedFile, Discard>(folder["s"], Geometry, source, [0, 1], new PacketObserver()))
            RelayBufferTests.Append(channel.BufferOf(1)!, 7, 24);
        Assert.False(File.Exists(source.PathOf(0)));
        using var recovery = RelayRecovery.Open(source.PathOf(1));
        Assert.Equal(1, recovery.Records);
    }

    [Fact]
    public void OpeningThatFailsLeavesNoFile()
    {
        using var folder = new TemporaryFolder();
        var source = new MappedFileSource(folder["b"], Guid.NewGuid());
        var observer = new PacketObserver();
        File.WriteAllText(folder["s2"], "somebody's own");

        Assert.Contains(folder["s2"], Assert.Throws<IOException>(() => Open(folder["s"], [0, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Equal([folder["s2"]], Directory.GetFiles(folder.Path));
        Assert.Equal("somebody's own", File.ReadAllText(folder["s2"]));
        Assert.Equal([folder["s0"], folder["s1"]], observer.Created);
        Assert.Equal(observer.Created, observer.Removed);

        Assert.Throws<ArgumentException>(() => Open(folder["s"], [0, 0]));
        Assert.Throws<ArgumentException>(() => Open(folder["s"], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(folder["s"], [0, -1]));
        Assert.Throws<IOException>(() => Open(folder["nowhere/s"], [0]));
        Assert.Equal([folder["s2"]], Directory.GetFiles(folder.Path));

        void Open(string path, int[] cpus) => new RelayChannel<MappedFile, Discard>(path, Geometry, source, cpus, observer).Dispose();
    }

    [Fact]
    public void ACpuThatComesGetsABufferAndOneThatGoesIsFlushedAtTheEnd()
    {
        using var folder = new TemporaryFolder();
        using var channel = new RelayChannel<FlatArray, Discard>(folder["s"], Geometry, new FlatArraySource(), [0], new PacketObserver());
        Assert.Null(channel.BufferOf(5));
        Assert.True(channel.AddCpu(5));
        var buffer = channel.BufferOf(5)!;
        RelayBufferTests.Append(buffer, 1, 24);

        // It goes, and is back.
        Assert.False(channel.AddCpu(5));
        Assert.Same(buffer, channel.BufferOf(5));
        Assert.Equal([0, 5], channel.Cpus);
        Assert.Equal(0, channel.WriteOut());
        channel.Close();
        Assert.Equal(56, new FileInfo(folder["s5"]).Length);
        Assert.Equal(0, new FileInfo(folder["s0"]).Length);
        Assert.Throws<IOException>(() =>
        {
            File.WriteAllText(folder["s6"], "");
            channel.AddCpu(6);
        });
        Assert.Null(channel.BufferOf(6));
    }

    [Fact]
    public void ABufferLivesAsLongAsSomebodyKeepsIt()
    {
        using var folder = new TemporaryFolder();
        var channel = new RelayChannel<FlatArray, Discard>(folder["s"], Geometry, new FlatArraySource(), [0], new PacketObserver());
        var buffer = channel.BufferOf(0)!;
        buffer.AddReference();
        channel.AddReference();
        channel.Dispose();
        channel.AddCpu(1);
        channel.Dispose();
        Assert.Throws<ObjectDisposedException>(channel.AddReference);
        Assert.Throws<ObjectDisposedException>(() => channel.AddCpu(2));

        RelayBufferTests.Append(buffer, 1, 24);
        Assert.Equal(1, buffer.Entries);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(buffer.AddReference);
    }

    [Fact]
    public void AFullDiskLeavesWholePacketsAndSaysHowMany()
    {
        using var small = SmallFileSystem.TryMount(64 << 10);
        if (small == null)
            Assert.Skip("a file system of its own cannot be mounted here");
        using var channel = new RelayChannel<FlatArray, Discard>(
            System.IO.Path.Combine(small.Path, "s"), new RingGeometry(16384, 8), new FlatArraySource(), [0], new PacketObserver());
        var buffer = channel.BufferOf(0)!;
        for (ulong i = 0; i < 30; i++)
            RelayBufferTests.Append(buffer, i, 4000);
        buffer.Flush();

        var error = Assert.Throws<RelayWriteException>(() => channel.WriteOut());
        Assert.True(error.IsFull);
        Assert.Contains("no space left", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, error.Packets);
        Assert.Equal(error.Length, new FileInfo(error.Path).Length);
        byte[] written = File.ReadAllBytes(error.Path);
        for (int at = 0, packet = 0; at < written.Length; packet++)
        {
            Assert.Equal(packet * 16384, PacketObserver.PositionIn(written.AsSpan(at)));
            at += (int)(PacketObserver.UsedIn(written.AsSpan(at)) + 7) & -8;
        }

        // The packet is still there, and goes out once there is room.
        small.Grow(1 << 20);
        Assert.Equal(4, channel.WriteOut());
        Assert.Equal(0, buffer.Entries);
    }

    [Fact]
    public void AMappedFileOnAFullDiskIsRefusedAtOnce()
    {
        using var small = SmallFileSystem.TryMount(64 << 10);
        if (small == null)
            Assert.Skip("a file system of its own cannot be mounted here");
        string path = System.IO.Path.Combine(small.Path, "b0");
        var error = Assert.Throws<IOException>(() => new MappedFile(path, new RingGeometry(65536, 4), 0, Guid.NewGuid()));
        Assert.Contains("no space left", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void ASnapshotTakesTheLastPacketsAndTheRecorderGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var channel = new RelayChannel<PageList, Overwrite>(folder["s"], Geometry, new PageListSource(), [0], new PacketObserver());
        var buffer = channel.BufferOf(0)!;
        for (ulong i = 0; i < 100; i++)
            RelayBufferTests.Append(buffer, i, 24);
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Throws<InvalidOperationException>(() => channel.WriteOut());
        Assert.Equal(3, channel.Snapshot(folder["a"]));
        byte[] packets = File.ReadAllBytes(folder["a0"]);
        Assert.Equal(3 * 248, packets.Length);

        // 100 records are eleven sub-buffers of nine and one that is open: the last three whole ones are 8, 9 and 10.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((8 + i) * 256, PacketObserver.PositionIn(packets.AsSpan(i * 248)));
            Assert.Equal((ulong)((8 + i) * 9), BitConverter.ToUInt64(packets, (i * 248) + 32));
        }

        Assert.Equal(8 * 9, buffer.Losses.Overwritten);
        RelayBufferTests.Append(buffer, 100, 24);
        buffer.Flush();
        Assert.Equal(4, channel.Snapshot(folder["b"]));
        Assert.Throws<IOException>(() => channel.Snapshot(folder["b"]));
        channel.Close();
    }

    [Fact]
    public void AnObserverHasOnlyWhatItNeeds()
    {
        using var folder = new TemporaryFolder();
        using (var channel = new RelayChannel<FlatArray, Discard>(folder["s"], Geometry, new FlatArraySource(), [2]))
        {
            for (int i = 0; i < 3; i++)
                Assert.True(channel.BufferOf(2)!.TryAppend([1, 2, 3, 4, 5], 0));
            Assert.Equal(3, channel.Entries(2));
            Assert.Equal(0, channel.Entries(1));
            channel.Close();
            Assert.Equal(0, channel.Entries(2));
        }

        // Fifteen bytes, and one of zero.
        Assert.Equal([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0], File.ReadAllBytes(folder["s2"]));
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(256)]
    [InlineData(100_000)]
    public void AHeaderThatLeavesNoRoomIsRefusedAndNothingIsLeft(int size)
    {
        using var folder = new TemporaryFolder();
        var source = new MappedFileSource(folder["b"], Guid.NewGuid());
        var observer = new PacketObserver { HeaderSize = size };
        Assert.Contains(
            $"A header of {size} bytes",
            Assert.Throws<ArgumentException>(() => new RelayChannel<MappedFile, Discard>(folder["s"], Geometry, source, [0], observer)).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void AShapeThatWasNeverMadeIsRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentException>(() => new RelayChannel<FlatArray, Discard>(folder["s"], default, new FlatArraySource(), [0]));
    }

    private static void WritesWholePackets<TStorage>(IRelayStorageSource<TStorage> source, RingGeometry? shape = null, int scale = 1)
        where TStorage : struct, IRingStorage
    {
        using var folder = new TemporaryFolder();
        var observer = new PacketObserver();
        var geometry = shape ?? Geometry;
        using (var channel = new RelayChannel<TStorage, Discard>(folder["s"], geometry, source, [0, 1], observer))
        {
            Assert.Equal([folder["s0"], folder["s1"]], observer.Created);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["s0"]));
            byte[] record = new byte[21 * scale];
            for (ulong i = 0; i < 3000; i++)
            {
                BitConverter.TryWriteBytes(record, i);
                Assert.True(channel.BufferOf((int)(i & 1))!.TryAppend(record, i));
                if (i % 11 == 0)
                    channel.WriteOut();
            }

            channel.Close();
        }

        Assert.Empty(observer.Removed);
        for (ulong cpu = 0; cpu < 2; cpu++)
        {
            byte[] file = File.ReadAllBytes(folder[$"s{cpu}"]);
            ulong next = cpu;
            long position = 0;
            for (int at = 0; at < file.Length; position += geometry.SubBufferSize)
            {
                var packet = file.AsSpan(at);
                Assert.Equal(position, PacketObserver.PositionIn(packet));
                int used = (int)PacketObserver.UsedIn(packet);
                for (int offset = PacketObserver.Size; offset < used; offset += 21 * scale, next += 2)
                    Assert.Equal(next, BitConverter.ToUInt64(packet[offset..]));
                int end = (used + 7) & -8;
                Assert.True(packet[used..end].IndexOfAnyExcept((byte)0) < 0);
                at += end;
            }

            Assert.Equal(3000 + cpu, next);
        }
    }
}
