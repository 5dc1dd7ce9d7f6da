using OProf.Analysis.Counters;
using OProf.Analysis.Statistics;
using OProf.Capture.Counters;
using Xunit;

namespace OProf.Analysis.Tests.Counters;

public class CommandBenchmarkTests
{
    private readonly List<string> _order = [];

    public CommandBenchmarkTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Work is counted on Linux only.");

    [Fact]
    public void Runs_in_turn_after_it_has_warmed_up()
    {
        var benchmark = new CommandBenchmark(Work("A", _ => 10), Work("B", _ => 20), new BenchmarkOptions { Repeat = 3, WarmUp = 1 });
        var told = new List<BenchmarkProgress>();
        benchmark.Run(new Told(told));
        Assert.Equal("ABABABAB", string.Concat(_order));
        Assert.Equal((3, 1), (benchmark.Measurement!.Repeat, benchmark.Measurement.WarmUp));
        Assert.Equal(Enumerable.Range(0, 8), told.Select(progress => progress.Done));
        Assert.All(told, progress => Assert.Equal(8, progress.Total));
    }

    [Fact]
    public void Runs_before_those_that_count_do_not_count()
    {
        var benchmark = new CommandBenchmark(Work("A", run => run < 2 ? 1_000 : 10), null, new BenchmarkOptions { Repeat = 4, WarmUp = 2 });
        benchmark.Run();
        Assert.Equal(TimeSpan.FromMilliseconds(10), benchmark.Measurement!.WallTime);
        Assert.Equal((TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(2.5)), (benchmark.Measurement.UserTime, benchmark.Measurement.SystemTime));
        Assert.Null(benchmark.Reference);
        Assert.Null(benchmark.Comparison);
    }

    [Fact]
    public void A_run_that_fails_is_the_last_and_is_not_counted_in()
    {
        var benchmark = new CommandBenchmark(
            new FakeWork("A", _order, new CounterOptions(), run => FakeWork.RunOf(run < 3 ? 10 : 1, run < 3 ? 0 : 9)), null, new BenchmarkOptions { Repeat = 10 });
        benchmark.Run();
        Assert.Equal(4, _order.Count);
        var measurement = benchmark.Measurement!;
        Assert.Equal((3, 9, true), (measurement.Repeat, measurement.ExitCode, measurement.Failed));
        Assert.Equal(TimeSpan.FromMilliseconds(10), measurement.WallTime);
        Assert.Equal("OProfCommandFailed", measurement.Failure!.Error.Id);
        Assert.Contains("exit code 9 after 3 runs", measurement.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_run_is_kept_where_it_fails_also_as_a_warm_up()
    {
        var benchmark = new CommandBenchmark(
            new FakeWork("A", _order, new CounterOptions(), _ => FakeWork.RunOf(10, 9)), Work("B", _ => 20), new BenchmarkOptions { Repeat = 10, WarmUp = 1 });
        benchmark.Run();
        Assert.Equal(["A"], _order);
        Assert.Equal((1, 9), (benchmark.Measurement!.Repeat, benchmark.Measurement.ExitCode));
        Assert.Null(benchmark.Reference);
        Assert.Null(benchmark.Comparison);
    }

    [Fact]
    public void A_run_that_fails_counts_where_that_is_how_it_should_end()
    {
        var benchmark = new CommandBenchmark(
            new FakeWork("A", _order, new CounterOptions(), _ => FakeWork.RunOf(10, 9)), null, new BenchmarkOptions { Repeat = 5, IgnoreExitCode = true });
        benchmark.Run();
        Assert.Equal((5, 9, false), (benchmark.Measurement!.Repeat, benchmark.Measurement.ExitCode, benchmark.Measurement.Failed));
        Assert.Null(benchmark.Measurement.Failure);
    }

    [Fact]
    public void The_comparison_says_ratio_and_verdict_for_every_counter()
    {
        CounterRun RunOf(int run, double time, ulong faults) => FakeWork.RunOf(
            time + (run % 3), 0, FakeWork.Counted("page-faults", faults), new CounterValue("cycles", CounterStatus.NotSupported, "none here", 0, 0, 0));
        var benchmark = new CommandBenchmark(
            new FakeWork("A", _order, new CounterOptions(), run => RunOf(run, 200, 100)), new FakeWork("B", _order, new CounterOptions(), run => RunOf(run + 1, 100, 100)),
            new BenchmarkOptions { Repeat = 10 });
        benchmark.Run();
        var comparison = benchmark.Comparison!;
        Assert.Equal(RatioVerdict.Higher, comparison.Verdict);
        Assert.InRange(comparison.Ratio!.Value, 1.97, 2.01);
        Assert.InRange(comparison.RatioLow!.Value, 1.9, comparison.Ratio.Value);
        Assert.InRange(comparison.RatioHigh!.Value, comparison.Ratio.Value, 2.1);
        Assert.Equal((RatioVerdict.Same, 1), (comparison.Counters["page-faults"]!.Verdict, comparison.Counters["page-faults"]!.Ratio));
        Assert.Null(comparison.Counters["cycles"]!.Ratio);
        Assert.Null(comparison.NeededTime);
        Assert.Empty(comparison.Notices);
    }

    [Fact]
    public void What_is_too_short_to_decide_says_how_long_it_would_take()
    {
        double[] noise = [0, 9, 3, 7, 1, 8, 2, 6];
        var benchmark = new CommandBenchmark(Work("A", run => 100 + noise[run]), Work("B", run => 101 + noise[7 - run]), new BenchmarkOptions { Repeat = 8 });
        benchmark.Run();
        var comparison = benchmark.Comparison!;
        Assert.Equal(RatioVerdict.Undecided, comparison.Verdict);
        Assert.InRange(comparison.NeededRepeat!.Value, 9, 10_000);
        Assert.Equal((comparison.Measurement.WallTime + comparison.Reference.WallTime) * comparison.NeededRepeat.Value, comparison.NeededTime!.Value);
        var notice = Assert.Single(comparison.Notices);
        Assert.Equal("OProfTooFewRepetitions", notice.Id);
        Assert.Contains("-Repeat", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Being_cancelled_ends_it()
    {
        using var cancelled = new CancellationTokenSource();
        var work = new FakeWork("A", _order, new CounterOptions(), run =>
        {
            if (run == 1)
                cancelled.Cancel();
            return FakeWork.RunOf(1);
        });
        Assert.Throws<OperationCanceledException>(() => new CommandBenchmark(work, null, new BenchmarkOptions { Repeat = 5 }).Run(null, cancelled.Token));
        Assert.Equal(2, _order.Count);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        var work = Work("A", _ => 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CommandBenchmark(work, null, new BenchmarkOptions { Repeat = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CommandBenchmark(work, null, new BenchmarkOptions { WarmUp = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CommandBenchmark(work, null, new BenchmarkOptions { Within = 0 }));
    }

    private FakeWork Work(string name, Func<int, double> milliseconds) =>
        new(name, _order, new CounterOptions(), run => FakeWork.RunOf(milliseconds(run)));

    private sealed class Told(List<BenchmarkProgress> list) : IProgress<BenchmarkProgress>
    {
        public void Report(BenchmarkProgress value) => list.Add(value);
    }
}
