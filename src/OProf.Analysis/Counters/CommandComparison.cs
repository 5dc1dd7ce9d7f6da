using System.Globalization;
using OProf.Analysis.Statistics;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Counters;

/// <summary>Two commands or blocks of code that were measured in turn, A B A B, so that what else the machine does falls on both.</summary>
public sealed class CommandComparison
{
    internal CommandComparison(CommandMeasurement measurement, CommandMeasurement reference, double within)
    {
        Measurement = measurement;
        Reference = reference;
        Within = within;
        var counters = new List<CounterComparison>();
        foreach (var counter in measurement.Counters)
        {
            if (reference.Counters[counter.Name] is { } other)
                counters.Add(new CounterComparison(counter, other, within));
        }

        Counters = new ComparisonList(counters);
        Notices = [.. measurement.Notices.Concat(reference.Notices).DistinctBy(notice => (notice.Id, notice.Message)), .. OwnNotices()];
    }

    /// <summary>The command.</summary>
    public CommandMeasurement Measurement { get; }

    /// <summary>What it is compared with.</summary>
    public CommandMeasurement Reference { get; }

    /// <summary>The difference that does not matter, as a share.</summary>
    public double Within { get; }

    /// <summary>How many times each ran.</summary>
    public int Repeat => Measurement.Repeat;

    /// <summary>The command's time by the reference's; null where nothing could be compared.</summary>
    public double? Ratio => Time.Ratio;

    /// <summary>Lower end of the interval that holds the true ratio at least 95 times of 100.</summary>
    public double? RatioLow => Time.RatioLow;

    /// <summary>Upper end of that interval.</summary>
    public double? RatioHigh => Time.RatioHigh;

    /// <summary>What the interval says: Lower where the command is faster.</summary>
    public RatioVerdict Verdict => Time.Verdict;

    /// <summary>How many pairs would decide; null where it is decided, or cannot be told.</summary>
    public int? NeededRepeat => Time.NeededRepeat;

    /// <summary>How long these would take; null where it is decided, or cannot be told.</summary>
    public TimeSpan? NeededTime => (Measurement.WallTime + Reference.WallTime) * NeededRepeat;

    /// <summary>Every counter of both.</summary>
    public ComparisonList Counters { get; }

    /// <summary>What has to be known to read the numbers rightly.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    private CounterComparison Time => Counters[CommandMeasurement.DurationTime]!;

    private IEnumerable<SessionNotice> OwnNotices()
    {
        if (Verdict != RatioVerdict.Undecided || Measurement.Failed || Reference.Failed)
            yield break;
        string found = RatioLow is { } low
            ? string.Create(CultureInfo.InvariantCulture, $"After {Time.Pairs} pairs the ratio of the times may be anything from {low:F3} to {RatioHigh:F3}.")
            : string.Create(CultureInfo.InvariantCulture, $"{Time.Pairs} pairs are too few to be sure of anything; {SignedRank.LeastCount} are the least.");
        string needed = NeededRepeat is { } repeat
            ? string.Create(CultureInfo.InvariantCulture, $" About {repeat:N0} (-Repeat) would decide whether it is more than {MeasurementText.Percent(Within)}, and take {MeasurementText.Duration(NeededTime!.Value)}.")
            : "";
        yield return new SessionNotice("OProfTooFewRepetitions", found + needed);
    }
}
