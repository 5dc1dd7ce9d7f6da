using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Storage;

public sealed class RingGeometryTests
{
    [Theory]
    [InlineData(64, 1)]
    [InlineData(4096, 1)]
    [InlineData(1 << 20, 64)]
    [InlineData(1 << 30, 1024)]
    public void PowersOfTwoMakeARing(long size, long count)
    {
        var geometry = new RingGeometry(size, count);
        Assert.Equal(size, geometry.SubBufferSize);
        Assert.Equal(count, geometry.SubBufferCount);
        Assert.Equal(size * count, geometry.Size);
        Assert.Equal(1L << geometry.OffsetBits, size);
        Assert.Equal($"{count} sub-buffers of {size} bytes", geometry.ToString());
    }

    [Theory]
    [InlineData(0, 4, "64 to")]
    [InlineData(-4096, 4, "64 to")]
    [InlineData(32, 4, "64 to")]
    [InlineData(1L << 31, 4, "64 to")]
    [InlineData(long.MinValue, 4, "64 to")]
    [InlineData(4096, 0, "at least one")]
    [InlineData(4096, -1, "at least one")]
    [InlineData(1 << 30, 1L << 34, "more than")]
    [InlineData(4096, 1L << 62, "more than")]
    public void SizesThatAreTooSmallOrOverflowAreRefused(long size, long count, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentOutOfRangeException>(() => new RingGeometry(size, count)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(4095, 4)]
    [InlineData(4097, 4)]
    [InlineData(12288, 4)]
    [InlineData(4096, 3)]
    [InlineData(4096, 12)]
    public void SizesThatAreNoPowersOfTwoAreRefused(long size, long count)
    {
        // The seed masks with size - 1 and rounds up to a page only: other sizes corrupt the buffer.
        var error = Assert.Throws<ArgumentException>(() => new RingGeometry(size, count));
        Assert.Contains("has to be a power of two", error.Message, StringComparison.Ordinal);
    }
}
