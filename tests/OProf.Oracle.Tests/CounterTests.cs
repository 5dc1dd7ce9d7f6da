using System.Globalization;
using OProf.Analysis.Statistics;
using OProf.Capture.Counters;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>perf stat and our counters in turn on a program that does as much as it is told, and gives account of it itself.</summary>
public class CounterTests(ITestOutputHelper output)
{
    private const int Rounds = 9;

    private static readonly string[] s_events = ["task-clock", "page-faults", "minor-faults", "major-faults", "context-switches", "cpu-migrations"];

    [Fact]
    public void Page_faults_are_perfs_and_one_for_each_page_that_is_touched()
    {
        var (few, fewPerf) = Both(1_000, 0, 0);
        var (many, manyPerf) = Both(11_000, 0, 0);

        // Where the loader's pages lie changes from run to run, by a few.
        double spread = Math.Max(4, 3 * (Of(few, "page-faults").StandardDeviation ?? 0));
        Assert.Equal(Of(fewPerf, "page-faults").Median, Of(few, "page-faults").Median, spread);
        Assert.Equal(Of(manyPerf, "page-faults").Median, Of(many, "page-faults").Median, spread);
        Assert.Equal(10_000, Of(many, "page-faults").Median - Of(few, "page-faults").Median, spread);
        Assert.All(many, run => Assert.Equal(run["page-faults"], run["minor-faults"] + run["major-faults"]));

        // The program's own account begins in the kernel's exec, as the counters do; its last breath comes after it.
        Assert.All(many, run => Assert.InRange(run["page-faults"] - run["own-faults"], -80, 20));
    }

    [Fact]
    public void Context_switches_are_perfs()
    {
        const int Switches = 1_000;
        var (ours, perfs) = Both(0, Switches, 0);

        // Each sleep is one, but for one that is over before the CPU was given away; what else runs on the machine adds some.
        double expected = Of(perfs, "context-switches").Median;
        Assert.InRange(expected, 0.99 * Switches, 2 * Switches);
        Assert.Equal(expected, Of(ours, "context-switches").Median, Math.Max(0.02 * Switches, Range(perfs, "context-switches") + Range(ours, "context-switches")));
        Assert.All(ours, run => Assert.InRange(run["context-switches"], 0.99 * Switches, 2 * Switches));
    }

    [Fact]
    public void The_task_clock_is_perfs_and_the_programs_own()
    {
        var (ours, perfs) = Both(0, 0, 50);

        // Before the exec's end the program's own clock runs already, with what became the program; after its last look it ends. On a
        // machine that has other things to do either can take milliseconds once, under perf as well: so all bounds are of medians.
        Assert.InRange(Of(Differences(ours, "task-clock", "own-time")).Median, -2e6, 2e6);
        Assert.InRange(Of(Differences(ours, "cpu-time", "task-clock")).Median, -1e6, 1e6);
        Assert.Equal(Of(perfs, "task-clock").Median, Of(ours, "task-clock").Median, 2e6);
    }

    // In turn, so that what else the machine does falls on both.
    private (List<Dictionary<string, double>> Ours, List<Dictionary<string, double>> Perfs) Both(int pages, int switches, int milliseconds)
    {
        Capture.Require(CaptureCapability.OwnProcess);
        string[] command = [Workload.Build("counted"), Text(pages), Text(switches), Text(milliseconds)];
        var work = new CountedCommand(command, new CounterOptions { Events = s_events, CommandOutput = CommandOutput.Capture });
        var ours = new List<Dictionary<string, double>>();
        var perfs = new List<Dictionary<string, double>>();
        for (int round = 0; round < Rounds; round++)
        {
            var run = work.Run();
            var counters = run.Counters.ToDictionary(counter => counter.Name, counter => counter.Value);
            counters.Add("cpu-time", run.UserTime + run.SystemTime);
            AddOwn(counters, run.Command!.StandardOutput!);
            ours.Add(counters);
            var (theirs, said) = PerfStat.Run(s_events, command);
            AddOwn(theirs, said);
            perfs.Add(theirs);
        }

        foreach (string name in s_events.Append("own-time").Append("own-faults").Append("own-switches"))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {Of(ours, name).Median,14:N0} perf {Of(perfs, name).Median,14:N0} ranges {Range(ours, name):N0} {Range(perfs, name):N0}"));
        return (ours, perfs);
    }

    private static void AddOwn(Dictionary<string, double> counters, string said)
    {
        double[] own = [.. said.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        counters.Add("own-time", own[0]);
        counters.Add("own-faults", own[1]);
        counters.Add("own-switches", own[2]);
    }

    private static IEnumerable<double> Differences(List<Dictionary<string, double>> runs, string name, string other) => runs.Select(run => run[name] - run[other]);

    private static Spread Of(IEnumerable<double> values) => new(values);

    private static Spread Of(List<Dictionary<string, double>> runs, string name) => new(runs.Select(run => run[name]));

    private static double Range(List<Dictionary<string, double>> runs, string name) => Of(runs, name).Maximum - Of(runs, name).Minimum;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
