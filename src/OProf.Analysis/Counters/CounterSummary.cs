using OProf.Analysis.Statistics;
using OProf.Capture.Counters;

namespace OProf.Analysis.Counters;

/// <summary>What a counter counted in all runs. The numbers are null where it did not count at all.</summary>
public sealed class CounterSummary
{
    private readonly Spread? _spread;
    private readonly DerivedRatio? _ratio;

    internal CounterSummary(string name, string unit, IReadOnlyList<CounterValue> runs, DerivedRatio? ratio)
    {
        Name = name;
        Unit = unit;
        var counted = runs.Where(run => run.Status == CounterStatus.Counted).ToList();
        Status = counted.Count > 0 ? CounterStatus.Counted : runs[0].Status;
        Reason = counted.Count > 0 ? "" : runs[0].Reason;
        ByRun = [.. runs.Select(run => run.Value)];
        Values = new ValueList(counted.Select(run => run.Value));
        _spread = counted.Count > 0 ? new Spread(Values) : null;
        _ratio = counted.Count > 0 ? ratio : null;
        TimeEnabled = (long)runs.Average(run => run.TimeEnabled);
        TimeRunning = (long)runs.Average(run => run.TimeRunning);
        IsScaled = counted.Exists(run => run.IsScaled);
        RunningShare = counted.Count > 0 ? counted.Average(run => run.RunningShare) : 0;
    }

    /// <summary>The event as it was counted; also <c>duration_time</c>, <c>user_time</c> and <c>system_time</c>, as perf calls them.</summary>
    public string Name { get; }

    /// <summary>What the values are in: <c>ns</c>, or nothing for plain events.</summary>
    public string Unit { get; }

    /// <summary>Whether it counted.</summary>
    public CounterStatus Status { get; }

    /// <summary>Why it did not.</summary>
    public string Reason { get; }

    /// <summary>In how many runs it counted.</summary>
    public int Count => Values.Count;

    /// <summary>The arithmetic mean of the runs.</summary>
    public double? Mean => _spread?.Mean;

    /// <summary>The run in the middle.</summary>
    public double? Median => _spread?.Median;

    /// <summary>Standard deviation of the runs; null for one.</summary>
    public double? StandardDeviation => _spread?.StandardDeviation;

    /// <summary>Standard error of the mean, which perf stat prints by the mean behind ±; null for one run.</summary>
    public double? StandardError => _spread?.StandardError;

    /// <summary>Median distance from the median.</summary>
    public double? MedianAbsoluteDeviation => _spread?.MedianAbsoluteDeviation;

    /// <summary>The smallest.</summary>
    public double? Minimum => _spread?.Minimum;

    /// <summary>The first quartile.</summary>
    public double? LowerQuartile => _spread?.Quantile(0.25);

    /// <summary>The third quartile.</summary>
    public double? UpperQuartile => _spread?.Quantile(0.75);

    /// <summary>The value that 95 of 100 runs stay below.</summary>
    public double? Percentile95 => _spread?.Quantile(0.95);

    /// <summary>The largest.</summary>
    public double? Maximum => _spread?.Maximum;

    /// <summary>Lower end of the interval that holds the true mean 95 times of 100; null for one run.</summary>
    public double? MeanLow => Mean - Margin;

    /// <summary>Upper end of that interval.</summary>
    public double? MeanHigh => Mean + Margin;

    /// <summary>Half the width of that interval.</summary>
    public double? Margin => _spread?.Margin;

    /// <summary>How many runs lie far off the others (outside of Tukey's fences).</summary>
    public int Outliers => _spread?.Outliers ?? 0;

    /// <summary>The mean together with another counter's; null where there is none to relate it to.</summary>
    public double? Ratio => _ratio?.Value;

    /// <summary>What <see cref="Ratio"/> is.</summary>
    public string? RatioUnit => _ratio?.Unit;

    /// <summary>Nanoseconds for which it was switched on, summed over threads; the mean of the runs.</summary>
    public long TimeEnabled { get; }

    /// <summary>Of those, nanoseconds for which it was on the hardware.</summary>
    public long TimeRunning { get; }

    /// <summary>The share of the time in which it was on the hardware, 0 to 1; the mean of the runs.</summary>
    public double RunningShare { get; }

    /// <summary>Whether counters took turns, so that the values are estimates for the whole time.</summary>
    public bool IsScaled { get; }

    /// <summary>The value of each run in which it counted.</summary>
    public ValueList Values { get; }

    /// <summary>The value of each run; NaN where it did not count.</summary>
    internal IReadOnlyList<double> ByRun { get; }

    /// <summary>How many runs would bring <see cref="Margin"/> below a share of the mean; null where that cannot be told.</summary>
    internal int? CountFor(double within) => _spread?.CountFor(within);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}={Mean}");
}
