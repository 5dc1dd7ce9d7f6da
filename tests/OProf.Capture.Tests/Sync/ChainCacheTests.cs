using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public sealed class ChainCacheTests
{
    // Beyond the number of sets: chains whose hashes differ by multiples of it share one.
    private const ulong Sets = LargePageMemory.PageSize / 64;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_chains_share_a_set_and_a_third_one_takes_the_place_of_the_first(bool isLive)
    {
        var cache = new ChainCache(isLive);
        var (first, second, third) = (new ChainKey(7, 1), new ChainKey(7 + Sets, 2), new ChainKey(7 + (2 * Sets), 3));
        cache.Store(first, 11, new FramePlace(5, 50));
        cache.Store(second, 12, FramePlace.Unknown);

        Assert.Equal(11, cache.Find(first, out var place));
        Assert.Equal(new FramePlace(5, 50), place);
        Assert.Equal(12, cache.Find(second, out place));
        Assert.Equal(FramePlace.Unknown, place);
        cache.Store(third, 13, new FramePlace(6, 60));
        Assert.Equal(0, cache.Find(first, out _));
        Assert.Equal(12, cache.Find(second, out _));
        Assert.Equal(13, cache.Find(third, out _));
        cache.Clear();
        Assert.Equal(0, cache.Find(third, out _));
    }

    [Fact]
    public void What_is_found_is_what_was_stored_last()
    {
        var cache = new ChainCache(isLive: false);
        var stored = new Dictionary<ChainKey, (int Stack, FramePlace Place)>();
        var random = new Random(1);
        int found = 0;
        for (int i = 0; i < 200_000; i++)
        {
            var key = new ChainKey((ulong)random.Next(100_000), 0);
            int stack = cache.Find(key, out var place);
            if (stack != 0)
            {
                found++;
                Assert.Equal(stored[key], (stack, place));
            }

            if (stack == 0 || random.Next(4) == 0)
            {
                stored[key] = (i + 1, new FramePlace((ulong)i, (ulong)i * 3));
                cache.Store(key, i + 1, stored[key].Place);
            }
        }

        Assert.InRange(found, 50_000, 200_000);
    }
}
