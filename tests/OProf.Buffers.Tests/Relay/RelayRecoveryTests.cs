using System.Buffers.Binary;
using System.Runtime.Versioning;
using OProf.Buffers.Relay;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Relay;

[SupportedOSPlatform("linux")]
public sealed class RelayRecoveryTests
{
    private static readonly Guid Uuid = new("01234567-89ab-cdef-0123-456789abcdef");

    [Fact]
    public void GivesEachCommittedRecordThatWasNotConsumed()
    {
        using var folder = new TemporaryFolder();
        string path = folder["stream3"];
        using (var buffer = new RelayBuffer<MappedFile, Discard>(new MappedFile(path, new RingGeometry(256, 4), 3, Uuid), 3, new PacketObserver()))
        {
            for (ulong i = 0; i < 25; i++)
                RelayBufferTests.Append(buffer, i, 24);
            Assert.True(buffer.TryTake(out _));
            buffer.Release();

            // Reserved, not committed.
            Assert.True(buffer.TryReserve(40, 9, out var open));
            open.Fill(0xFF);
        }

        using var recovery = RelayRecovery.Open(path, Uuid);
        Assert.Equal(3, recovery.Cpu);
        Assert.Equal(Uuid, recovery.Uuid);
        Assert.Equal(new RingGeometry(256, 4), recovery.Geometry);
        Assert.Equal(256, recovery.Consumed);
        Assert.Equal(16, recovery.Records);
        Assert.Equal(40, recovery.CutOff);
        Assert.Equal([true, false], recovery.SubBuffers.Select(subBuffer => subBuffer.IsClosed));
        Assert.Equal([1009ul, 1018ul], recovery.SubBuffers.Select(subBuffer => subBuffer.FirstTime));
        ulong next = 9;
        foreach (var subBuffer in recovery.SubBuffers)
        {
            byte[] bytes = new byte[subBuffer.Used];
            recovery.Read(subBuffer, bytes);
            Assert.Equal(subBuffer.Position, PacketObserver.PositionIn(bytes));
            Assert.Equal(subBuffer.IsClosed ? subBuffer.Used : 0, PacketObserver.UsedIn(bytes));
            for (var records = bytes.AsSpan(PacketObserver.Size); !records.IsEmpty; records = records[24..])
                Assert.Equal(next++, BinaryPrimitives.ReadUInt64LittleEndian(records));
        }

        Assert.Equal(25ul, next);
    }

    [Fact]
    public void RefusesAnythingThatIsNotSuchAFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder["s0"];
        using (var buffer = new RelayBuffer<MappedFile, Discard>(new MappedFile(path, new RingGeometry(256, 4), 0, Uuid), 0, new PacketObserver()))
            RelayBufferTests.Append(buffer, 1, 24);
        byte[] good = File.ReadAllBytes(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        var other = new Guid("11111111-89ab-cdef-0123-456789abcdef");
        Assert.Contains($"{Uuid} where {other} is expected", Refused(path, other), StringComparison.Ordinal);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("640", Refused(path), StringComparison.Ordinal);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder["link"], path);
        Assert.Contains("symbolic link", Assert.Throws<IOException>(() => RelayRecovery.Open(folder["link"])).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => RelayRecovery.Open(folder["nothing"]));

        // Each word of the header and of the control words that a reader goes by.
        foreach (int offset in new[] { 0, 8, 12, 16, 24, 32, 40, 48, 72, 76, 80, 84, 88, 4096, 4096 + 128, 4096 + 512 })
        {
            byte[] bad = [.. good];
            BinaryPrimitives.WriteInt32LittleEndian(bad.AsSpan(offset), -77);
            File.WriteAllBytes(path, bad);
            Assert.Contains($"offset {(offset == 24 ? 16 : offset)}:", Refused(path), StringComparison.Ordinal);
        }

        File.WriteAllBytes(path, good[..^1]);
        Assert.Contains($"{good.Length - 1} bytes", Refused(path), StringComparison.Ordinal);
        File.WriteAllBytes(path, good[..100]);
        Assert.Contains("ends at offset", Refused(path), StringComparison.Ordinal);
        File.WriteAllBytes(path, good);
        using var recovery = RelayRecovery.Open(path);
        Assert.Equal(1, recovery.Records);
    }

    private static string Refused(string path, Guid? uuid = null) =>
        Assert.Throws<InvalidDataException>(() => RelayRecovery.Open(path, uuid)).Message;
}
