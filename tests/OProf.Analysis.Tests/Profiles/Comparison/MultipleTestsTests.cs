using OProf.Analysis.Profiles.Comparison;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Comparison;

public sealed class MultipleTestsTests
{
    [Fact]
    public void Multiplies_by_the_tests_that_are_left()
    {
        var tests = Tests(1000, 0.01, 0.04, 0.03, 0.005);
        MultipleTests.Adjust(tests, 0.5, 0.05);
        Assert.Equal([0.03, 0.06, 0.06, 0.02], tests.Select(static test => Math.Round(test.AdjustedPValue, 12)));
        Assert.Equal([true, false, false, true], tests.Select(static test => test.IsSignificant));
    }

    [Fact]
    public void Does_not_count_what_could_never_be_significant()
    {
        // A thousand functions of three samples each would make the one of many samples lose, if they counted.
        ShareTestResult[] tests = [.. Tests(3, [.. Enumerable.Repeat(0.25, 1000)]), .. Tests(1000, 0.001)];
        MultipleTests.Adjust(tests, 0.5, 0.05);
        Assert.Equal(0.001, tests[^1].AdjustedPValue, 12);
        Assert.True(tests[^1].IsSignificant);
        Assert.All(tests[..1000], static test => Assert.Equal((1.0, false), (test.AdjustedPValue, test.IsSignificant)));
    }

    [Fact]
    public void Stops_at_one()
    {
        var tests = Tests(1000, 0.4, 0.9, 1);
        MultipleTests.Adjust(tests, 0.5, 0.05);
        Assert.All(tests, static test => Assert.Equal((1.0, false), (test.AdjustedPValue, test.IsSignificant)));
        MultipleTests.Adjust([], 0.5, 0.05);
    }

    private static ShareTestResult[] Tests(long samples, params double[] values) =>
        [.. values.Select(value => new ShareTestResult { PValue = value, AdjustedPValue = 1, Samples = samples })];
}
