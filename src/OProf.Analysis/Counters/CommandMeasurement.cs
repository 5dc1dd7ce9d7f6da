using OProf.Capture.Counters;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Counters;

/// <summary>
/// A command or a block of code, measured in one run or several. Where a run failed, it is of the runs before; where that was
/// the first, of that one alone, which may have measured something else than was meant.
/// </summary>
public sealed class CommandMeasurement
{
    /// <summary>The counter of the time from start to end.</summary>
    public const string DurationTime = "duration_time";

    /// <summary>The counter of the CPU time in user space.</summary>
    public const string UserTimeName = "user_time";

    /// <summary>The counter of the CPU time in the kernel.</summary>
    public const string SystemTimeName = "system_time";

    /// <summary>Puts runs together.</summary>
    /// <param name="work">What was run.</param>
    /// <param name="runs">The runs that count, at least one.</param>
    /// <param name="warmUp">How many there were before them.</param>
    /// <param name="failed">The run that failed and ended the measurement; null where none did.</param>
    internal CommandMeasurement(CountedWork work, IReadOnlyList<CounterRun> runs, int warmUp, CounterRun? failed)
    {
        Name = work.Name;
        WarmUp = warmUp;
        FailedRun = failed;
        Runs = new RunList(runs.Select((run, index) => new MeasuredRun(index + 1, run)));
        Counters = new CounterList(Summaries(runs));
        Notices = [.. runs.SelectMany(run => run.Notices).DistinctBy(notice => notice.Id), .. OwnNotices(work.Options)];
    }

    /// <summary>The command or block.</summary>
    public string Name { get; }

    /// <summary>How many runs the numbers are of.</summary>
    public int Repeat => Runs.Count;

    /// <summary>How many runs there were before them.</summary>
    public int WarmUp { get; }

    /// <summary>Exit code of the run that failed, else of the last one; null for a block of code, and where a signal ended it.</summary>
    public int? ExitCode => Last.Command?.ExitCode;

    /// <summary>The signal that ended that run's command.</summary>
    public int? Signal => Last.Command?.Signal;

    /// <summary>Whether a run failed and ended the measurement.</summary>
    public bool Failed => FailedRun is not null;

    /// <summary>Mean time from start to end.</summary>
    public TimeSpan WallTime => MeanTime(DurationTime);

    /// <summary>Mean CPU time in user space.</summary>
    public TimeSpan UserTime => MeanTime(UserTimeName);

    /// <summary>Mean CPU time in the kernel.</summary>
    public TimeSpan SystemTime => MeanTime(SystemTimeName);

    /// <summary>The counters, the three times last.</summary>
    public CounterList Counters { get; }

    /// <summary>The runs.</summary>
    public RunList Runs { get; }

    /// <summary>The sessions that sampled the runs, in their order; none where they were not sampled.</summary>
    public IReadOnlyList<CaptureSession> Sessions => [.. Runs.Select(run => run.Run.Session).OfType<CaptureSession>()];

    /// <summary>What has to be known to read the numbers rightly.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>The run that failed.</summary>
    internal CounterRun? FailedRun { get; }

    /// <summary>The error of the run that failed; null where none did.</summary>
    public CaptureException? Failure => FailedRun is { } failed ? MeasurementErrors.Of(this, failed) : null;

    private CounterRun Last => FailedRun ?? Runs[^1].Run;

    /// <summary>How many runs would tell the mean time to a share of itself, and how long they would take; null where that cannot be told.</summary>
    /// <param name="within">The share: 0.01 for one percent.</param>
    public (int Repeat, TimeSpan Time)? Needed(double within) =>
        Counters[DurationTime]!.CountFor(within) is { } count ? (count, WallTime * count) : null;

    /// <summary>Whether a counter is one of the times that every measurement has, and no event.</summary>
    /// <param name="name">The counter's name.</param>
    public static bool IsTime(string name) => name is DurationTime or UserTimeName or SystemTimeName;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private TimeSpan MeanTime(string name) => TimeSpan.FromTicks((long)(Counters[name]!.Mean!.Value / TimeSpan.NanosecondsPerTick));

    private static IEnumerable<CounterSummary> Summaries(IReadOnlyList<CounterRun> runs)
    {
        var columns = new List<CounterValue[]>();
        for (int i = 0; i < runs[0].Counters.Count; i++)
            columns.Add([.. runs.Select(run => run.Counters[i])]);
        var means = new Dictionary<string, double>();
        foreach (var column in columns)
        {
            var counted = column.Where(value => value.Status == CounterStatus.Counted).ToList();
            if (counted.Count > 0)
                means.TryAdd(column[0].Name, counted.Average(value => value.Value));
        }

        double wallTime = runs.Average(run => run.WallTime);
        foreach (var column in columns)
        {
            string name = column[0].Name;
            var ratio = means.TryGetValue(name, out double mean) ? DerivedRatio.Of(name, mean, wallTime, means) : null;
            yield return new CounterSummary(name, EventName.Of(name).IsClock ? "ns" : "", column, ratio);
        }

        yield return Time(DurationTime, runs, static run => run.WallTime);
        yield return Time(UserTimeName, runs, static run => run.UserTime);
        yield return Time(SystemTimeName, runs, static run => run.SystemTime);
    }

    private static CounterSummary Time(string name, IReadOnlyList<CounterRun> runs, Func<CounterRun, long> timeOf) => new(
        name, "ns", [.. runs.Select(run => new CounterValue(name, CounterStatus.Counted, "", (ulong)Math.Max(0, timeOf(run)), run.WallTime, run.WallTime))], null);

    private IEnumerable<SessionNotice> OwnNotices(CounterOptions options)
    {
        var scaled = Counters.Where(counter => counter.IsScaled).ToList();
        if (scaled.Count > 0)
        {
            string list = string.Join(", ", scaled.Select(counter => $"{counter.Name} ({MeasurementText.Percent(counter.RunningShare)})"));
            yield return new SessionNotice(
                "OProfMultiplexed",
                $"There are fewer hardware counters than events, so they took turns; these are estimates for the whole time from the share in which they counted: {list}.");
        }

        // What is counted without being asked for is what the machine has; the table says what it has not.
        if (options.Events.SequenceEqual(CounterOptions.DefaultEvents))
            yield break;
        foreach (var counter in Counters.Where(counter => counter.Status != CounterStatus.Counted))
            yield return new SessionNotice("OProfCounterUnavailable", $"{counter.Name} was not counted. {counter.Reason}");
    }
}
