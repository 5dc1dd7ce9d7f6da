using OProf.Analysis.Statistics;
using Xunit;

namespace OProf.Analysis.Tests.Statistics;

public class PairedRatioTests
{
    // The critical values of the signed-rank test, two-sided at 5 %, as every table has them.
    [Theory]
    [InlineData(6, 0)]
    [InlineData(7, 2)]
    [InlineData(8, 3)]
    [InlineData(9, 5)]
    [InlineData(10, 8)]
    [InlineData(12, 13)]
    [InlineData(15, 25)]
    [InlineData(20, 52)]
    [InlineData(25, 89)]
    [InlineData(30, 137)]
    [InlineData(50, 434)]
    public void The_rank_sums_are_those_of_the_tables(int count, long expected) => Assert.Equal(expected, SignedRank.Outside(count, 0.95));

    [Fact]
    public void The_normal_distribution_goes_on_where_the_exact_one_ends() =>
        Assert.InRange(SignedRank.Outside(100, 0.95)!.Value, 1953, 1956);

    [Fact]
    public void Five_values_have_no_interval() => Assert.Null(SignedRank.Outside(5, 0.95));

    [Fact]
    public void Equal_ratios_are_the_ratio_and_its_interval()
    {
        var ratio = PairedRatio.Of([2, 4, 6, 8, 10, 12], [1, 2, 3, 4, 5, 6]);
        Assert.Equal(6, ratio.Pairs);
        Assert.Equal(2, ratio.Value!.Value, 1e-12);
        Assert.Equal(2, ratio.Low!.Value, 1e-12);
        Assert.Equal(2, ratio.High!.Value, 1e-12);
        Assert.Equal(RatioVerdict.Higher, ratio.Verdict(0.01));
        Assert.Equal(RatioVerdict.Lower, PairedRatio.Of([1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12]).Verdict(0.01));
    }

    [Fact]
    public void Of_six_the_interval_is_the_whole_range_and_the_value_the_median_of_the_means()
    {
        double[] logs = [0, 0.1, 0.2, 0.4, 0.8, 1.6];
        var ratio = PairedRatio.Of([.. logs.Select(Math.Exp)], [1, 1, 1, 1, 1, 1]);
        Assert.Equal(0, Math.Log(ratio.Low!.Value), 1e-12);
        Assert.Equal(1.6, Math.Log(ratio.High!.Value), 1e-12);

        // The 21 means, sorted: 0 .05 .1 .1 .15 .2 .2 .25 .3 .4 | .4 | .45 .5 .6 .8 .8 .85 .9 1 1.2 1.6
        Assert.Equal(0.4, Math.Log(ratio.Value!.Value), 1e-12);
    }

    [Fact]
    public void One_pair_far_off_does_not_move_it()
    {
        double[] values = [1.00, 1.01, 0.99, 1.02, 0.98, 1.00, 1.01, 0.99, 1.00, 50];
        Assert.InRange(PairedRatio.Of(values, [.. values.Select(_ => 1.0)]).Value!.Value, 0.99, 1.03);
    }

    [Fact]
    public void Zeros_make_no_ratio_but_both_make_one()
    {
        Assert.Equal(0, PairedRatio.Of([0, 3], [2, 0]).Pairs);
        Assert.Null(PairedRatio.Of([0], [2]).Value);
        Assert.Equal(1, PairedRatio.Of([0], [0]).Value);
        Assert.Throws<ArgumentException>(() => PairedRatio.Of([1], [1, 2]));
    }

    [Fact]
    public void No_difference_is_the_same_and_too_few_pairs_are_undecided()
    {
        var same = PairedRatio.Of([5, 5, 5, 5, 5, 5], [5, 5, 5, 5, 5, 5]);
        Assert.Equal(RatioVerdict.Same, same.Verdict(0));
        var few = PairedRatio.Of([2, 2.1, 1.9], [1, 1, 1]);
        Assert.Equal(RatioVerdict.Undecided, few.Verdict(0.01));
        Assert.Equal(SignedRank.LeastCount, few.PairsFor(0.01));
    }

    [Fact]
    public void A_difference_that_does_not_matter_is_the_same()
    {
        double[] slower = [1.004, 1.005, 1.006, 1.005, 1.004, 1.006];
        var ratio = PairedRatio.Of(slower, [1, 1, 1, 1, 1, 1]);
        Assert.Equal(RatioVerdict.Same, ratio.Verdict(0.01));
        Assert.Equal(RatioVerdict.Higher, ratio.Verdict(0.001));
    }

    // Times scatter to one side and now and then lie far off. What is asked of an interval is that it is wrong 5 times of 100 at most.
    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(30)]
    public void The_interval_holds_the_true_ratio_as_often_as_it_says(int pairs)
    {
        const int Trials = 4_000;
        const double True = 1.1;
        var random = new Random(20_240_117);
        double Time() => 1 + (0.05 * -Math.Log(1 - random.NextDouble())) + (random.Next(20) == 0 ? random.NextDouble() : 0);
        int held = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] values = [.. Enumerable.Range(0, pairs).Select(_ => True * Time())];
            double[] references = [.. Enumerable.Range(0, pairs).Select(_ => Time())];
            var ratio = PairedRatio.Of(values, references);
            held += ratio.Low <= True && ratio.High >= True ? 1 : 0;
        }

        // Four standard deviations of the number that a trial of 95 % gives.
        Assert.InRange((double)held / Trials, 0.95 - (4 * Math.Sqrt(0.95 * 0.05 / Trials)), 1);
    }

    [Fact]
    public void As_many_pairs_as_it_asks_for_decide()
    {
        var random = new Random(7);
        double Noise() => Math.Exp(0.05 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        double[] Times(int count, double by) => [.. Enumerable.Range(0, count).Select(_ => by * Noise())];
        int decided = 0, asked = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            var first = PairedRatio.Of(Times(8, 1.02), Times(8, 1));
            if (first.Verdict(0.005) != RatioVerdict.Undecided || first.Value is < 1.015 or > 1.025)
                continue;
            asked++;
            int needed = first.PairsFor(0.005)!.Value;
            decided += PairedRatio.Of(Times(needed, 1.02), Times(needed, 1)).Verdict(0.005) == RatioVerdict.Higher ? 1 : 0;
        }

        Assert.InRange(asked, 10, 200);
        Assert.InRange((double)decided / asked, 0.3, 1);
    }
}
