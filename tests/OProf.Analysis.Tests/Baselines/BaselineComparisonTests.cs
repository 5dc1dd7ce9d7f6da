using OProf.Analysis.Baselines;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Baselines;

public class BaselineComparisonTests
{
    private static readonly (string, double)[] s_shares = [("a", 0.5), ("b", 0.25), ("c", 0.15), ("d", 0.1)];
    private static readonly (string, double)[] s_grown = [("a", 0.483), ("b", 0.242), ("c", 0.145), ("d", 0.13)];

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Three_points_more_fail_each_time_and_nothing_more_never_does(double waver)
    {
        var random = new Random(11);
        var baseline = MeasuredBaseline.Of(MeasuredBaseline.Profile(s_shares, 40, 2500, waver, random));
        for (int i = 0; i < 50; i++)
        {
            var same = Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Profile(s_shares, 16, 2500, waver, random)));
            Assert.Equal(BaselineVerdict.Unchanged, same.Verdict);
            var grown = Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Profile(s_grown, 16, 2500, waver, random)));
            Assert.Equal(BaselineVerdict.Regressed, grown.Verdict);
            Assert.Equal(("d", "program", BaselineKind.Share), (grown.Changes[0].Name, grown.Changes[0].Image, grown.Changes[0].Kind));
            Assert.InRange(grown.Changes[0].Low!.Value, 0.01, grown.Changes[0].Difference);
            Assert.InRange(grown.Changes[0].AdjustedPValue, 0, 0.01);
        }
    }

    [Fact]
    public void Five_percent_more_instructions_fail_each_time_and_nothing_more_never_does()
    {
        var random = new Random(12);
        var baseline = MeasuredBaseline.Of(MeasuredBaseline.Series("instructions:u", 1e9, 0.002, 10, random));
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(BaselineVerdict.Unchanged, Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Series("instructions:u", 1e9, 0.002, 10, random))).Verdict);
            var more = Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Series("instructions:u", 1.05e9, 0.002, 10, random)));
            Assert.Equal(BaselineVerdict.Regressed, more.Verdict);
            Assert.InRange(more.Changes[0].Difference, 0.045, 0.055);
        }
    }

    [Fact]
    public void What_does_not_matter_is_not_called_a_regression_more_often_than_the_confidence_allows()
    {
        var random = new Random(13);
        int called = 0;
        for (int i = 0; i < 300; i++)
        {
            var baseline = MeasuredBaseline.Of(MeasuredBaseline.Series("instructions", 1e6, 0.01, 8, random), MeasuredBaseline.Series("branches", 1e5, 0.02, 8, random));
            var more = MeasuredBaseline.Of(MeasuredBaseline.Series("instructions", 1.02e6, 0.01, 8, random), MeasuredBaseline.Series("branches", 1.02e5, 0.02, 8, random));
            called += Compare(baseline, more, new BaselineOptions { Within = 0.02, Confidence = 0.9 }).Verdict == BaselineVerdict.Regressed ? 1 : 0;
        }

        Assert.InRange(called, 1, 45);
    }

    [Fact]
    public void A_count_that_is_the_same_each_time_is_decided_by_any_number_of_runs_that_can()
    {
        var baseline = MeasuredBaseline.Of(new BaselineSeries("page-faults", "", [100, 100, 100, 100, 100, 100]));
        Assert.Equal(BaselineVerdict.Unchanged, Compare(baseline, baseline).Verdict);
        Assert.Equal(BaselineVerdict.Regressed, Compare(baseline, MeasuredBaseline.Of(new BaselineSeries("page-faults", "", [105, 105, 105, 105, 105, 105]))).Verdict);
        Assert.Equal(BaselineVerdict.Improved, Compare(baseline, MeasuredBaseline.Of(new BaselineSeries("page-faults", "", [90, 90, 90, 90, 90, 90]))).Verdict);
    }

    [Fact]
    public void What_is_too_short_to_decide_says_how_long_it_would_take()
    {
        var random = new Random(14);
        var baseline = MeasuredBaseline.Of(MeasuredBaseline.Profile(s_shares, 40, 2500, 0, random));
        var comparison = Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Profile(s_shares, 4, 500, 0, random)) with { Repeat = 4 });
        Assert.Equal(BaselineVerdict.Undecided, comparison.Verdict);
        Assert.InRange(comparison.NeededRepeat!.Value, 20, 120);
        Assert.Equal(TimeSpan.FromMilliseconds(300) * comparison.NeededRepeat.Value, comparison.NeededTime);
        Assert.Contains("(-Repeat) would decide, and take", BaselineReport.Conclusion(comparison, "b.json"), StringComparison.Ordinal);

        // So many do decide.
        var enough = MeasuredBaseline.Profile(s_shares, (int)(comparison.NeededRepeat.Value * 1.3), 500, 0, random);
        Assert.Equal(BaselineVerdict.Unchanged, Compare(baseline, MeasuredBaseline.Of(enough)).Verdict);
    }

    [Fact]
    public void A_baseline_that_is_too_short_itself_is_said_to_be()
    {
        var random = new Random(15);
        var baseline = MeasuredBaseline.Of(MeasuredBaseline.Profile(s_shares, 4, 500, 0, random));
        var comparison = Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Profile(s_shares, 40, 2500, 0, random)));
        Assert.Equal(BaselineVerdict.Undecided, comparison.Verdict);
        Assert.Null(comparison.NeededRepeat);
        Assert.Null(comparison.NeededTime);
        Assert.Contains("The baseline itself", BaselineReport.Conclusion(comparison, "b.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_runs_for_any_order_to_be_rare_are_undecided()
    {
        var comparison = Compare(
            MeasuredBaseline.Of(new BaselineSeries("instructions", "", [10, 10, 10, 10, 10, 10, 10, 10, 10, 10])), MeasuredBaseline.Of(new BaselineSeries("instructions", "", [20])) with { Repeat = 1 });
        Assert.Equal(BaselineVerdict.Undecided, comparison.Verdict);

        // Of the C(12, 2) = 66 orders one is not rare enough, of the C(13, 3) = 286 one is.
        Assert.Equal(3, comparison.NeededRepeat);
        Assert.Null(comparison.Changes[0].Low);
    }

    [Fact]
    public void A_function_that_was_not_there_has_grown_and_one_that_went_has_not()
    {
        var random = new Random(16);
        var baseline = MeasuredBaseline.Of(MeasuredBaseline.Profile([("a", 0.95), ("gone", 0.05)], 10, 5000, 0, random));
        var comparison = Compare(baseline, MeasuredBaseline.Of(MeasuredBaseline.Profile([("a", 0.95), ("come", 0.05)], 10, 5000, 0, random)));
        var come = Assert.Single(comparison.Changes, change => change.Verdict == BaselineVerdict.Regressed);
        Assert.Equal(("come", 0.0), (come.Name, come.Baseline));
        Assert.Equal(BaselineVerdict.Improved, comparison.Changes.Single(change => change.Name == "gone").Verdict);
    }

    [Fact]
    public void Times_are_compared_only_where_asked_for_and_only_on_the_same_machine()
    {
        var random = new Random(17);
        BaselineSeries Clock(double mean) => MeasuredBaseline.Series("task-clock", mean, 0.001, 10, random, "ns");
        var asked = new BaselineOptions { Counters = ["task-clock"] };
        var baseline = MeasuredBaseline.Of(Clock(1e9), MeasuredBaseline.Series("page-faults", 100, 0, 10, random));
        var slower = MeasuredBaseline.Of(Clock(2e9), MeasuredBaseline.Series("page-faults", 100, 0, 10, random));
        Assert.Equal(BaselineVerdict.Unchanged, Compare(baseline, slower).Verdict);
        Assert.Equal(BaselineVerdict.Regressed, Compare(baseline, slower, asked).Verdict);
        foreach (var other in new[] { MeasuredBaseline.Machine with { Id = "ba9876543210" }, MeasuredBaseline.Machine with { Id = "" }, MeasuredBaseline.Machine with { Processor = "Another" } })
        {
            var error = Assert.Throws<CaptureException>(() => Compare(baseline, slower with { Machine = other }, asked));
            Assert.Equal("OProfBaselineMachine", error.Error.Id);
            Assert.Equal(BaselineVerdict.Unchanged, Compare(baseline, slower with { Machine = other }).Verdict);
        }
    }

    [Fact]
    public void Ratios_travel()
    {
        var random = new Random(18);
        BaselineSeries Ratio(double mean) => new("task-clock", "", [.. MeasuredBaseline.Series("x", mean * 1e6, 0.003, 20, random).Values.Select(value => value / 1e6)]);
        Baseline With(double mean) => MeasuredBaseline.Of() with { Reference = "reference", Ratios = [Ratio(mean)], Machine = MeasuredBaseline.Machine with { Id = $"{random.Next()}" } };
        var baseline = With(1.5);
        Assert.Equal(BaselineVerdict.Unchanged, Compare(baseline, With(1.5)).Verdict);
        var slower = Compare(baseline, With(1.575));
        Assert.Equal((BaselineVerdict.Regressed, BaselineKind.Ratio), (slower.Verdict, slower.Changes[0].Kind));
    }

    [Fact]
    public void Faults_of_a_block_depend_on_what_ran_before_and_are_compared_only_where_asked_for()
    {
        var random = new Random(19);
        var baseline = MeasuredBaseline.Of(MeasuredBaseline.Series("page-faults", 100, 0, 10, random), MeasuredBaseline.Series("instructions", 100, 0, 10, random)) with { IsBlock = true };
        var more = MeasuredBaseline.Of(MeasuredBaseline.Series("page-faults", 200, 0, 10, random), MeasuredBaseline.Series("instructions", 100, 0, 10, random)) with { IsBlock = true };
        Assert.Equal(["instructions"], Compare(baseline, more).Changes.Select(change => change.Name));
        Assert.Equal(BaselineVerdict.Regressed, Compare(baseline, more, new BaselineOptions { Counters = ["page-faults"] }).Verdict);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        var random = new Random(20);
        var profile = MeasuredBaseline.Profile(s_shares, 10, 100, 0, random);
        var baseline = MeasuredBaseline.Of(profile);
        Assert.Equal("OProfBaselineEvent", IdOf(baseline, MeasuredBaseline.Of(profile with { Event = "cycles" })));
        Assert.Equal("OProfBaselineEvent", IdOf(baseline, MeasuredBaseline.Of(profile with { IsUserOnly = false })));
        Assert.Equal("OProfBaselineNothingToCompare", IdOf(baseline, MeasuredBaseline.Of()));
        Assert.Equal("OProfBaselineNoCounter", IdOf(baseline, baseline, new BaselineOptions { Counters = ["instructions"] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compare(baseline, baseline, new BaselineOptions { Within = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compare(baseline, baseline, new BaselineOptions { Confidence = 1 }));
    }

    [Fact]
    public void The_report_says_what_moved_by_how_much_and_how_sure_that_is()
    {
        var baseline = MeasuredBaseline.Of(new BaselineSeries("instructions", "", [1000, 1000, 1000, 1000, 1000, 1000]));
        var comparison = Compare(baseline, MeasuredBaseline.Of(new BaselineSeries("instructions", "", [1100, 1100, 1100, 1100, 1100, 1100])));
        string text = BaselineReport.Of(comparison, "b.json");
        Assert.StartsWith(
            "'work' has regressed from b.json: instructions went from 1,000 to 1,100, +10.00% (+10.00 to +10.00; 1% do not matter; by chance 1.1e-3) (99% confidence over 1 comparisons).",
            text, StringComparison.Ordinal);
        Assert.Contains("regressed  instructions", text, StringComparison.Ordinal);
    }

    private static BaselineComparison Compare(Baseline baseline, Baseline measured, BaselineOptions? options = null) => BaselineComparison.Of(baseline, measured, options);

    private static string IdOf(Baseline baseline, Baseline measured, BaselineOptions? options = null) =>
        Assert.Throws<CaptureException>(() => Compare(baseline, measured, options)).Error.Id;
}
