using OProf.Analysis.Statistics;
using Xunit;

namespace OProf.Analysis.Tests.Statistics;

public class SpreadTests
{
    private static readonly double[] s_values = [9, 2, 5, 4, 4, 7, 5, 4];

    [Fact]
    public void The_numbers_are_those_worked_out_by_hand()
    {
        var spread = new Spread(s_values);
        Assert.Equal((8, 5, 4.5, 2, 9), (spread.Count, spread.Mean, spread.Median, spread.Minimum, spread.Maximum));
        Assert.Equal(Math.Sqrt(32.0 / 7), spread.StandardDeviation!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(32.0 / 7 / 8), spread.StandardError!.Value, 1e-12);
        Assert.Equal(0.5, spread.MedianAbsoluteDeviation);
        Assert.Equal(2.364624252 * Math.Sqrt(32.0 / 7 / 8), spread.Margin!.Value, 1e-6);
        Assert.Equal(1, spread.Outliers);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0.25, 4)]
    [InlineData(0.75, 5.5)]
    [InlineData(0.95, 8.3)]
    [InlineData(1, 9)]
    public void Quantiles_are_of_type_7(double share, double expected) => Assert.Equal(expected, new Spread(s_values).Quantile(share), 1e-12);

    [Fact]
    public void One_value_has_no_spread()
    {
        var spread = new Spread([3]);
        Assert.Equal((3, 3, 0), (spread.Mean, spread.Median, spread.MedianAbsoluteDeviation));
        Assert.Null(spread.StandardDeviation);
        Assert.Null(spread.Margin);
        Assert.Null(spread.CountFor(0.01));
    }

    [Fact]
    public void Large_values_close_together_keep_their_digits()
    {
        var spread = new Spread([1e15, 1e15 + 1, 1e15 + 2]);
        Assert.Equal(1e15 + 1, spread.Mean);
        Assert.Equal(1, spread.StandardDeviation);
    }

    [Fact]
    public void The_count_for_a_margin_reaches_it_and_one_less_does_not()
    {
        var spread = new Spread([98, 102, 100, 97, 103]);
        int count = spread.CountFor(0.01)!.Value;
        double MarginAfter(int n) => StudentT.TwoSided(0.95, n - 1) * spread.StandardDeviation!.Value / Math.Sqrt(n);
        Assert.InRange(MarginAfter(count), 0, 1);
        Assert.InRange(MarginAfter(count - 1), 1, double.MaxValue);
        Assert.Equal(2, new Spread([5, 5, 5]).CountFor(0.01));
    }

    [Fact]
    public void Nothing_and_what_is_no_number_have_no_spread()
    {
        Assert.Throws<ArgumentException>(() => new Spread([]));
        Assert.Throws<ArgumentException>(() => new Spread([1, double.NaN]));
    }

    [Fact]
    public void A_list_of_values_is_a_line()
    {
        Assert.Equal("1.5 2", new ValueList([1.5, 2]).ToString());
        Assert.Equal("", new ValueList([]).ToString());
    }
}
