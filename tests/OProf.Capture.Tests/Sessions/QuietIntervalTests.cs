using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

public sealed class QuietIntervalTests
{
    private const int Room = 1 << 16;

    [Fact]
    public void It_grows_to_a_second_where_few_samples_come()
    {
        var interval = new QuietInterval();
        var seen = new List<int>();
        for (int i = 0; i < 5; i++)
        {
            seen.Add(interval.Milliseconds);
            interval.Note(samples: 20 * interval.Milliseconds, Room);
        }

        Assert.Equal([200, 400, 800, 1000, 1000], seen);
        interval.Reset();
        Assert.Equal(200, interval.Milliseconds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(640)]
    public void No_interval_brings_more_samples_than_the_log_takes_once_it_has_been_found(int samplesAMillisecond)
    {
        var interval = new QuietInterval();
        for (int i = 0; i < 10; i++)
            interval.Note((long)samplesAMillisecond * interval.Milliseconds, Room);
        for (int i = 0; i < 10; i++)
        {
            Assert.InRange((long)samplesAMillisecond * interval.Milliseconds, 0, Room);
            Assert.InRange(interval.Milliseconds, QuietInterval.Shortest, QuietInterval.Longest);
            interval.Note((long)samplesAMillisecond * interval.Milliseconds, Room);
        }
    }

    [Fact]
    public void It_does_not_get_shorter_than_that_of_a_session_which_is_read()
    {
        var interval = new QuietInterval();
        for (int i = 0; i < 10; i++)
            interval.Note(long.MaxValue, Room);
        Assert.Equal(QuietInterval.Shortest, interval.Milliseconds);
    }
}
