using System.Globalization;
using OProf.Analysis.Statistics;
using OProf.Capture.Counters;

namespace OProf.Analysis.Counters;

/// <summary>
/// Measurements as people read them: a row for each counter as perf stat prints them, and what it comes to. The same in every
/// culture.
/// </summary>
public static class MeasurementText
{
    /// <summary>A measurement.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="within">The share of the mean time for which the number of runs that would tell it is given.</param>
    public static string Of(CommandMeasurement measurement, double within = 0.01)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        bool isRepeated = measurement.Repeat > 1;
        var table = new TextTable(isRepeated ? ["mean", "± 95%", "min", "max"] : [""], ["", "", ""]);
        foreach (var counter in measurement.Counters.Where(counter => counter.Name is not
            (CommandMeasurement.DurationTime or CommandMeasurement.UserTimeName or CommandMeasurement.SystemTimeName)))
        {
            string[] numbers = isRepeated
                ? [Value(counter), Relative(counter.Margin, counter.Mean), Value(counter.Minimum, counter.Unit), Value(counter.Maximum, counter.Unit)]
                : [Value(counter)];
            table.Add(numbers, [counter.Name, Ratio(counter), counter.IsScaled ? $"({Percent(counter.RunningShare, 2)} of the time)" : ""]);
        }

        string runs = isRepeated ? Invariant($" ({measurement.Repeat} runs{(measurement.WarmUp > 0 ? Invariant($" after {measurement.WarmUp} to warm up") : "")})") : "";
        return $"Counters of '{measurement.Name}'{runs}:\n\n{table}\n{Times(measurement, within)}";
    }

    /// <summary>A comparison.</summary>
    public static string Of(CommandComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var table = new TextTable(["command", "reference", "ratio", "95% interval"], ["verdict", ""]);
        foreach (var counter in comparison.Counters)
        {
            bool isCounted = counter.Ratio is not null;
            table.Add(
                [Value(counter.Counter), Value(counter.Reference), Number(counter.Ratio), Interval(counter.RatioLow, counter.RatioHigh)],
                [isCounted ? counter.Verdict.ToString().ToLowerInvariant() : "", counter.Name]);
        }

        return $"Counters of '{comparison.Measurement.Name}',\ncompared with '{comparison.Reference.Name}' ({comparison.Repeat} runs of each, in turn):\n\n{table}\n{Conclusion(comparison)}";
    }

    /// <summary>What a comparison comes to, as a sentence.</summary>
    public static string Conclusion(CommandComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        string verdict = comparison.Verdict switch
        {
            RatioVerdict.Lower => "the command is faster",
            RatioVerdict.Higher => "the command is slower",
            RatioVerdict.Same => $"no difference of more than {Percent(comparison.Within)}",
            _ => "undecided",
        };
        string interval = comparison.RatioLow is null ? "" : $" ({Interval(comparison.RatioLow, comparison.RatioHigh)})";
        string needed = comparison.NeededRepeat is { } repeat ? Invariant($";\nabout {repeat:N0} runs of each would tell, {Duration(comparison.NeededTime!.Value)}") : "";
        return $"Time by the reference's: {Number(comparison.Ratio)}{interval}, {verdict}{needed}.\n";
    }

    /// <summary>A length of time for a sentence: <c>120 ms</c>, <c>12.3 s</c>, <c>5 min</c>, <c>2.5 h</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => Invariant($"{time.TotalMilliseconds:F0} ms"),
        { TotalSeconds: < 100 } => Invariant($"{time.TotalSeconds:F1} s"),
        { TotalMinutes: < 100 } => Invariant($"{time.TotalMinutes:F0} min"),
        _ => Invariant($"{time.TotalHours:F1} h"),
    };

    /// <summary>A counter's mean as perf stat prints it: clocks in milliseconds, and why there is none.</summary>
    public static string Value(CounterSummary counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        return counter.Status switch
        {
            CounterStatus.Counted => Value(counter.Mean, counter.Unit),
            CounterStatus.NotCounted => "<not counted>",
            CounterStatus.NotPermitted => "<not permitted>",
            _ => "<not supported>",
        };
    }

    /// <summary>A value in its unit.</summary>
    public static string Value(double? value, string unit) => value switch
    {
        null => "",
        { } time when unit == "ns" => Invariant($"{time / 1e6:N3} ms"),
        { } whole when whole == Math.Floor(whole) || whole >= 1000 => Invariant($"{whole:N0}"),
        { } part => Invariant($"{part:N1}"),
    };

    /// <summary>What a counter says together with another one.</summary>
    public static string Ratio(CounterSummary counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        if (counter.Ratio is not { } ratio)
            return "";
        return counter.RatioUnit switch
        {
            "/sec" => ratio switch
            {
                >= 1e9 => Invariant($"{ratio / 1e9:F3} G/sec"),
                >= 1e6 => Invariant($"{ratio / 1e6:F3} M/sec"),
                >= 1e3 => Invariant($"{ratio / 1e3:F3} K/sec"),
                _ => Invariant($"{ratio:F3} /sec"),
            },
            { } unit when unit.StartsWith("of ", StringComparison.Ordinal) => $"{Percent(ratio, 2)} {unit}",
            "CPUs utilized" => Invariant($"{ratio:F3} CPUs used"),
            _ => Invariant($"{ratio:F3} {counter.RatioUnit}"),
        };
    }

    /// <summary>A margin as a share of what it is around.</summary>
    public static string Relative(double? margin, double? mean) =>
        margin is null || mean is null ? "" : Percent(mean == 0 ? 0 : margin.Value / mean.Value);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share, int digits = 1) => (100 * share).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + "%";

    private static string Times(CommandMeasurement measurement, double within)
    {
        var time = measurement.Counters[CommandMeasurement.DurationTime]!;
        string spread = time.Margin is { } margin
            ? Invariant($", ± {margin / 1e9:F6} s ({Relative(margin, time.Mean)}); median {time.Median / 1e9:F6} s,\n{"",17}{time.Minimum / 1e9:F6} to {time.Maximum / 1e9:F6} s")
            : "";
        string text = Invariant($"{time.Mean / 1e9,14:F6} s elapsed{spread}\n{measurement.UserTime.TotalSeconds,14:F6} s user\n{measurement.SystemTime.TotalSeconds,14:F6} s system\n");
        if (measurement.Signal is { } signal)
            text += Invariant($"Ended by signal {signal}.\n");
        else if (measurement.ExitCode is { } code and not 0)
            text += Invariant($"Ended with exit code {code}.\n");
        if (time.Margin > within * time.Mean && measurement.Needed(within) is { } needed)
            text += Invariant($"The mean to {Percent(within)} would take about {needed.Repeat:N0} runs, {Duration(needed.Time)}.\n");
        return text;
    }

    private static string Number(double? ratio) => ratio is null ? "" : Invariant($"{ratio:F3}");

    private static string Interval(double? low, double? high) => low is null ? "" : Invariant($"{low:F3} to {high:F3}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
