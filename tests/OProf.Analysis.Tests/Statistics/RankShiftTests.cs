using OProf.Analysis.Statistics;
using Xunit;

namespace OProf.Analysis.Tests.Statistics;

public class RankShiftTests
{
    [Fact]
    public void The_shift_is_the_median_of_all_differences()
    {
        Assert.Equal(10, new RankShift([1, 2, 3], [11, 12, 13]).Shift);
        Assert.Equal(1.5, new RankShift([0, 1], [1, 3]).Shift);

        // One value far off is one value.
        Assert.Equal(10, new RankShift([1, 2, 3, 4, 5], [11, 12, 13, 14, 1e9]).Shift);
    }

    [Theory]

    // Of the C(n + m, n) orders one has every value above every reference.
    [InlineData(3, 3, 0, 1.0 / 20)]
    [InlineData(4, 5, 0, 1.0 / 126)]

    // Tables of the statistic (Hollander, Wolfe, Chicken, A.6): P(U <= 4) for 5 and 5 is 0.0476, P(U <= 23) for 10 and 10 0.0216.
    [InlineData(5, 5, 4, 12.0 / 252)]
    [InlineData(10, 10, 23, 0.0216)]
    public void The_probability_is_that_of_the_orders(int references, int values, int below, double expected)
    {
        // Values between references so that as many pairs have the value below.
        double[] old = [.. Enumerable.Range(0, references).Select(i => (double)i)];
        double[] now = [.. Enumerable.Range(0, values).Select(i => references + (double)i)];
        for (int pairs = below, i = 0; pairs > 0; i++)
        {
            int own = Math.Min(pairs, references);
            now[i] = references - own - 0.5;
            pairs -= own;
        }

        Assert.Equal(expected, new RankShift(old, now).ProbabilityAbove(0), 4);
    }

    [Fact]
    public void The_bounds_are_the_differences_that_the_probability_leaves_out()
    {
        var shift = new RankShift([0, 0.1, 0.2, 0.3, 0.4], [1, 1.01, 1.02, 1.03, 1.04]);
        Assert.Equal(0.6, shift.Low(1.0 / 252)!.Value, 9);
        Assert.Equal(1.04, shift.High(1.0 / 252)!.Value, 9);
        Assert.True(shift.Low(0.05) > 0.6);
        Assert.Null(shift.Low(0.9 / 252));
        Assert.Null(shift.High(0.9 / 252));
    }

    [Fact]
    public void Many_values_are_judged_like_few()
    {
        var random = new Random(1);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        double[] old = Draw(50), now = Draw(50);
        double exact = new RankShift(old, now).ProbabilityAbove(0);
        double normal = new RankShift([.. old, 0.5], now).ProbabilityAbove(0);
        Assert.Equal(exact, normal, 0.02);
    }

    [Fact]
    public void Bounds_leave_out_the_true_shift_as_rarely_as_they_say()
    {
        var random = new Random(7);
        int outside = 0;
        for (int i = 0; i < 2000; i++)
        {
            double[] old = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())];
            double[] now = [.. Enumerable.Range(0, 9).Select(_ => 3 + random.NextDouble())];
            outside += new RankShift(old, now).Low(0.05) > 3 ? 1 : 0;
        }

        Assert.InRange(outside, 60, 125);
    }

    [Fact]
    public void The_fewest_values_are_those_of_which_one_order_is_rare_enough()
    {
        Assert.Equal(4, RankShift.Least(5, 1.0 / 126));
        Assert.Equal(5, RankShift.Least(5, 0.9 / 126));
        Assert.Equal(666, RankShift.Least(1, 0.0015));
        Assert.Null(RankShift.Least(1, 0.0001));
    }

    [Fact]
    public void Nothing_cannot_be_compared() => Assert.Throws<ArgumentException>(() => new RankShift([1], []));
}
