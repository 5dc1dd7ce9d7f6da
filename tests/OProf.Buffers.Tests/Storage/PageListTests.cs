using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Storage;

public sealed unsafe class PageListTests
{
    private const int Page = PageList.DefaultPageSize;

    /// <summary>Sixteen pages in four sub-buffers.</summary>
    private static readonly RingGeometry Geometry = new(4 * Page, 4);

    [Fact]
    public void ReadingAPageHandsOutThePageItself()
    {
        var pages = new PageList(Geometry);
        for (long offset = 0; offset < Geometry.Size; offset += Page)
        {
            byte* page = pages.ForRead(offset, out long contiguous);
            Assert.Equal(Page, contiguous);

            // Neither link nor offset lies in it: it starts at a page of memory, and all of it is data.
            Assert.Equal(0, (nint)page % Page);
            Assert.True(page == pages.ForWrite(offset, out _));
            new Span<byte>(page, Page).Fill((byte)(offset / Page));
        }

        for (long offset = 0; offset < Geometry.Size; offset += Page)
            Assert.True(new ReadOnlySpan<byte>(pages.ForRead(offset, out _), Page).IndexOfAnyExcept((byte)(offset / Page)) < 0);
        pages.Dispose();
    }

    [Fact]
    public void AnOffsetWithinAPageIsItsLowBits()
    {
        // A patch masked the offset with PAGE_MASK instead of its complement.
        var pages = new PageList(Geometry);
        for (long offset = 0; offset < Geometry.Size; offset += 1237)
        {
            byte* page = pages.ForRead(offset & -Page, out _);
            Assert.True(pages.ForRead(offset, out long contiguous) == page + (offset % Page));
            Assert.Equal(Page - (offset % Page), contiguous);
        }

        pages.Dispose();
    }

    [Fact]
    public void AStepForwardMovesTheMemoryAndAStepBackDoesNot()
    {
        var pages = new PageList(Geometry);
        pages.ForWrite(Page, out _);
        Assert.Equal(0, pages.FarAccesses);

        // Back to page 0, which is not remembered: page 2 is one step from page 1, and two from page 0.
        pages.ForWrite(0, out _);
        pages.ForWrite(2 * Page, out _);
        Assert.Equal(0, pages.FarAccesses);

        // Page 2 is remembered: page 4 is two steps away, and so is page 2 from there.
        pages.ForWrite(4 * Page, out _);
        Assert.Equal(1, pages.FarAccesses);
        pages.ForWrite(2 * Page, out _);
        Assert.Equal(2, pages.FarAccesses);

        // Page 4 is still remembered.
        pages.ForWrite(5 * Page, out _);
        Assert.Equal(2, pages.FarAccesses);

        // The reader has a memory of its own.
        pages.ForRead(Page, out _);
        Assert.Equal(2, pages.FarAccesses);
        pages.Dispose();
    }

    [Fact]
    public void TheLastPageIsOneStepFromTheFirst()
    {
        var pages = new PageList(Geometry);
        pages.ForWrite(15 * Page, out _);
        Assert.Equal(0, pages.FarAccesses);

        // It was a step back, so the first page is remembered; and the second is next.
        pages.ForWrite(Page, out _);
        Assert.Equal(0, pages.FarAccesses);
        pages.Dispose();
    }

    [Fact]
    public void AtExactlyHalfTheBufferTheSearchGoesForward()
    {
        var pages = new PageList(Geometry);
        pages.ForWrite(8 * Page, out _);
        Assert.Equal(1, pages.FarAccesses);

        // It is remembered, as only a step forward is: its neighbour is near now.
        pages.ForWrite(9 * Page, out _);
        Assert.Equal(1, pages.FarAccesses);

        // One page more than half is nearer the other way, and is not remembered.
        pages.ForWrite(((9 + 9) % 16) * Page, out _);
        Assert.Equal(2, pages.FarAccesses);
        pages.ForWrite(10 * Page, out _);
        Assert.Equal(2, pages.FarAccesses);
        pages.Dispose();
    }

    [Fact]
    public void HeadersOfEvenAndOddSubBuffersHaveMemoriesOfTheirOwn()
    {
        var pages = new PageList(Geometry);
        pages.ForHeader(0, out _);
        pages.ForWrite(Page, out _);
        pages.ForWrite(2 * Page, out _);
        pages.ForWrite(3 * Page, out _);
        pages.ForWrite(4 * Page, out _);

        // The new sub-buffer's header lies where is being written; that of the one before is where it was left.
        pages.ForHeader(4 * Page, out _);
        pages.ForHeader(0, out _);
        pages.ForHeader(4 * Page, out _);
        Assert.Equal(0, pages.FarAccesses);
        pages.Dispose();
    }

    [Fact]
    public void FarAccessIsAllowedAndCounted()
    {
        var pages = new PageList(Geometry);
        var random = new Random(3);
        long far = 0;
        long at = 0;
        for (int i = 0; i < 1000; i++)
        {
            long page = random.Next(16);
            long distance = (page - at + 16) % 16;
            far += distance is 0 or 1 or 15 ? 0 : 1;
            if (distance <= 8)
                at = page;
            *(long*)pages.ForWrite(page * Page, out _) = page;
        }

        Assert.Equal(far, pages.FarAccesses);
        for (long page = 0; page < 16; page++)
            Assert.Equal(page, *(long*)pages.ForRead(page * Page, out _));
        pages.Dispose();
    }
}
