using OProf.Analysis.Counters;
using OProf.Capture.Counters;
using Xunit;

namespace OProf.Analysis.Tests.Counters;

public class CommandMeasurementTests
{
    public CommandMeasurementTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Work is counted on Linux only.");

    [Theory]
    [InlineData("task-clock", 0.8, "CPUs utilized")]
    [InlineData("cycles", 3, "GHz")]
    [InlineData("instructions", 1.5, "insn per cycle")]
    [InlineData("branch-misses", 0.02, "of all branches")]
    [InlineData("cache-misses", 0.25, "of all cache refs")]
    [InlineData("L1-dcache-load-misses", 0.1, "of all L1-dcache-loads")]
    [InlineData("page-faults", 12.5, "/sec")]
    public void Derives_what_a_counter_says_together_with_another(string name, double ratio, string unit)
    {
        var counter = Typical().Counters[name]!;
        Assert.Equal(ratio, counter.Ratio!.Value, 1e-9);
        Assert.Equal(unit, counter.RatioUnit);
    }

    [Fact]
    public void Relates_counters_of_the_same_modifiers_only()
    {
        var measurement = Measure(run => FakeWork.RunOf(1_000, 0, FakeWork.Counted("instructions:u", 30), FakeWork.Counted("cycles", 10), FakeWork.Counted("cycles:u", 20)));
        Assert.Equal(1.5, measurement.Counters["instructions:u"]!.Ratio);
        Assert.Null(Measure(run => FakeWork.RunOf(1, 0, FakeWork.Counted("instructions", 3), FakeWork.Counted("cycles:u", 2))).Counters["instructions"]!.Ratio);
    }

    [Fact]
    public void Has_the_spread_of_each_counter_and_its_values()
    {
        var counter = Measure(run => FakeWork.RunOf(1, 0, FakeWork.Counted("page-faults", (ulong)(10 + run))), 5).Counters["page-faults"]!;
        Assert.Equal((5, 12, 12, 10, 14), (counter.Count, counter.Mean, counter.Median, counter.Minimum, counter.Maximum));
        Assert.Equal(Math.Sqrt(2.5), counter.StandardDeviation!.Value, 1e-12);
        Assert.Equal(1, counter.MedianAbsoluteDeviation);
        Assert.Equal((11, 13), (counter.LowerQuartile, counter.UpperQuartile));
        Assert.Equal(2.776445105 * Math.Sqrt(2.5 / 5), counter.Margin!.Value, 1e-6);
        Assert.Equal("10 11 12 13 14", counter.Values.ToString());
    }

    [Fact]
    public void Says_what_took_turns_and_how_much_of_the_time()
    {
        var measurement = Measure(run => FakeWork.RunOf(1, 0, new CounterValue("cycles", CounterStatus.Counted, "", 50, 1_000, 250)));
        var counter = measurement.Counters["cycles"]!;
        Assert.Equal((200, 0.25, 1_000, 250, true), (counter.Mean, counter.RunningShare, counter.TimeEnabled, counter.TimeRunning, counter.IsScaled));
        var notice = Assert.Single(measurement.Notices);
        Assert.Equal("OProfMultiplexed", notice.Id);
        Assert.Contains("cycles (25", notice.Message, StringComparison.Ordinal);
        Assert.Contains("25.00% of the time", MeasurementText.Of(measurement), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_was_asked_for_and_is_not_there()
    {
        var missing = new CounterValue("cycles", CounterStatus.NotSupported, "No counter.", 0, 0, 0);
        var asked = Assert.Single(Measure(run => FakeWork.RunOf(1, 0, missing), options: new CounterOptions { Events = ["cycles"] }).Notices);
        Assert.Equal("OProfCounterUnavailable", asked.Id);
        Assert.Contains("No counter.", asked.Message, StringComparison.Ordinal);

        // Of the usual ones the table says it.
        var usual = Measure(run => FakeWork.RunOf(1, 0, missing));
        Assert.Empty(usual.Notices);
        Assert.Contains("<not supported>", MeasurementText.Of(usual), StringComparison.Ordinal);
        Assert.Null(usual.Counters["cycles"]!.Mean);
    }

    [Fact]
    public void A_counter_that_missed_a_run_is_of_the_others()
    {
        var measurement = Measure(
            run => FakeWork.RunOf(1, 0, run == 1 ? new CounterValue("cycles", CounterStatus.NotCounted, "No room.", 0, 9, 0) : FakeWork.Counted("cycles", 7)), 3);
        Assert.Equal((CounterStatus.Counted, 2, 7), (measurement.Counters["cycles"]!.Status, measurement.Counters["cycles"]!.Count, measurement.Counters["cycles"]!.Mean));
    }

    [Fact]
    public void Reads_like_perf_stat()
    {
        string text = MeasurementText.Of(Typical());
        string[] lines = text.Split('\n');
        Assert.Equal("Counters of 'fake':", lines[0]);
        Assert.Contains(lines, line => line.Trim() == "800.000 ms  task-clock             0.800 CPUs used");
        Assert.Contains(lines, line => line.Trim() == "10  page-faults            12.500 /sec");
        Assert.Contains(lines, line => line.Trim() == "1.000000 s elapsed");
        string repeated = MeasurementText.Of(Measure(run => FakeWork.RunOf(100 + (10 * run), 0, FakeWork.Counted("page-faults", (ulong)(10 + run))), 5));
        Assert.Contains("(5 runs)", repeated, StringComparison.Ordinal);
        Assert.Contains("min", repeated, StringComparison.Ordinal);
        Assert.Contains("The mean to 1.0% would take about", repeated, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_found_by_name_and_are_a_line_of_text()
    {
        var counters = Measure(run => FakeWork.RunOf(1, 0, FakeWork.Counted("page-faults", 3))).Counters;
        Assert.Same(counters[0], counters["PAGE-FAULTS"]);
        Assert.Null(counters["none"]);
        Assert.StartsWith("page-faults=3 duration_time=1000000 ", counters.ToString());
    }

    private static CommandMeasurement Typical() => Measure(run => FakeWork.RunOf(
        1_000, 0, FakeWork.Counted("task-clock", 800_000_000), FakeWork.Counted("page-faults", 10), FakeWork.Counted("cycles", 2_400_000_000),
        FakeWork.Counted("instructions", 3_600_000_000), FakeWork.Counted("branches", 1_000), FakeWork.Counted("branch-misses", 20),
        FakeWork.Counted("cache-references", 400), FakeWork.Counted("cache-misses", 100),
        FakeWork.Counted("L1-dcache-loads", 500), FakeWork.Counted("L1-dcache-load-misses", 50)));

    private static CommandMeasurement Measure(Func<int, CounterRun> runOf, int repeat = 1, CounterOptions? options = null)
    {
        var benchmark = new CommandBenchmark(new FakeWork("fake", [], options ?? new CounterOptions(), runOf), null, new BenchmarkOptions { Repeat = repeat });
        benchmark.Run();
        return benchmark.Measurement!;
    }
}
