using OProf.Capture.Counters;
using Xunit;

namespace OProf.Capture.Tests.Counters;

public class CounterValueTests
{
    [Fact]
    public void What_counted_a_third_of_the_time_is_three_times_as_much()
    {
        var value = new CounterValue("cycles", CounterStatus.Counted, "", 1_000, 300, 100);
        Assert.True(value.IsScaled);
        Assert.Equal(3_000, value.Value, 1e-9);
        Assert.Equal(1.0 / 3, value.RunningShare, 1e-12);
    }

    [Fact]
    public void What_counted_all_the_time_is_what_it_counted()
    {
        var value = new CounterValue("cycles", CounterStatus.Counted, "", 1_000, 300, 300);
        Assert.False(value.IsScaled);
        Assert.Equal((1_000, 1), (value.Value, value.RunningShare));
    }

    [Theory]
    [InlineData(CounterStatus.NotCounted)]
    [InlineData(CounterStatus.NotSupported)]
    [InlineData(CounterStatus.NotPermitted)]
    public void What_did_not_count_is_no_number(CounterStatus status) =>
        Assert.True(double.IsNaN(new CounterValue("cycles", status, "why", 0, 300, 0).Value));
}
