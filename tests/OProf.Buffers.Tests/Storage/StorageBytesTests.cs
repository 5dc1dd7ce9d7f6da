using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Storage;

public sealed class StorageBytesTests
{
    private static readonly RingGeometry Geometry = new(16384, 4);

    [Fact]
    public void AWriteMayCrossPagesOfAPageList() => CrossesPages(new PageList(Geometry));

    [Fact]
    public void AWriteMayCrossPagesOfAFlatArray() => CrossesPages(new FlatArray(Geometry));

    [Fact]
    public void AWriteMayCrossPagesOfAMappedFile()
    {
        using var folder = new TemporaryFolder();
        CrossesPages(new MappedFile(folder["m"], Geometry, 0, Guid.Empty));
    }

    [Fact]
    public void AWriteNeverCrossesASubBuffer()
    {
        var storage = new PageList(Geometry);
        StorageBytes.Write(ref storage, 16384 - 8, new byte[8]);
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageBytes.Write(ref storage, 16384 - 8, new byte[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageBytes.Read(ref storage, 16384 - 8, new byte[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageBytes.Write(ref storage, 0, new byte[16385]));
        storage.Dispose();
    }

    [Fact]
    public void ThePageAfterTheLastIsNone()
    {
        // A patch let the page number nr_pages through.
        var storage = new PageList(Geometry);
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageBytes.Write(ref storage, Geometry.Size, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageBytes.Read(ref storage, Geometry.Size, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageBytes.Write(ref storage, -1, new byte[1]));
        storage.Dispose();
    }

    [Fact]
    public void AWriteOfNothingIsNothing()
    {
        var storage = new PageList(Geometry);
        StorageBytes.Write(ref storage, 12 * 4096, default);
        StorageBytes.Read(ref storage, 12 * 4096, default);
        Assert.Equal(0, storage.FarAccesses);
        storage.Dispose();
    }

    private static void CrossesPages<TStorage>(TStorage storage)
        where TStorage : struct, IRingStorage
    {
        byte[] data = new byte[9000];
        new Random(1).NextBytes(data);
        byte[] read = new byte[9000];
        foreach (long offset in new long[] { 0, 1, 4095, 4096, 7384, 16384 + 4090, (3 * 16384) + 7384 })
        {
            StorageBytes.Write(ref storage, offset, data);
            StorageBytes.Read(ref storage, offset, read);
            Assert.Equal(data, read);
        }

        storage.Dispose();
    }
}
