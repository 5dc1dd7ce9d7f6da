using OProf.Analysis.Formats.PerfData.Records;
using OProf.Capture.Sources.PerfEvents.Replay;
using Xunit;

namespace OProf.Analysis.Tests.Formats.PerfData;

public class BatchesAheadTests
{
    private const int Count = 500;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batches_come_once_each_in_their_order(bool isParallel)
    {
        int filled = 0;
        int filling = 0;
        using var batches = new BatchesAhead(
            batch =>
            {
                Assert.Equal(1, Interlocked.Increment(ref filling));
                batch.Offset = ++filled;
                batch.IsEnd = filled == Count;
                Interlocked.Decrement(ref filling);
            },
            isParallel);
        for (int number = 1; number <= Count; number++)
        {
            var batch = batches.Next();
            Assert.Equal((number, number == Count), (batch.Offset, batch.IsEnd));
            batch.Clear(batch.Block);
            batches.Free(batch);
        }

        Assert.Equal(Count, filled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_read_before_a_failure_comes_before_it(bool isParallel)
    {
        int filled = 0;
        using var batches = new BatchesAhead(
            batch => batch.Offset = ++filled <= 3 ? filled : throw new IOException("gone"), isParallel);
        for (int number = 1; number <= 3; number++)
            Assert.Equal(number, batches.Next().Offset);
        Assert.Equal("gone", Assert.Throws<IOException>(() => batches.Next()).Message);
    }

    [Fact]
    public void A_reader_that_goes_away_leaves_nothing_running()
    {
        int filled = 0;
        var batches = new BatchesAhead(_ => filled++, isParallel: true);
        RecordBatch first = batches.Next();
        batches.Dispose();
        int before = filled;
        Assert.False(first.IsEnd);
        batches.Execute();
        Assert.Equal(before, filled);
    }
}
