using System.Globalization;
using System.Text;
using OProf.Analysis.Counters;

namespace OProf.Analysis.Baselines;

/// <summary>A comparison with a baseline as people read it: what moved, by how much, and how sure that is. The same in every culture.</summary>
public static class BaselineReport
{
    private const int MostLines = 12;

    /// <summary>The whole comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="path">The baseline's path.</param>
    public static string Of(BaselineComparison comparison, string path)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var text = new StringBuilder().Append(Conclusion(comparison, path)).Append("\n\n");
        var table = new TextTable(["baseline", "now", "difference", "interval"], ["", ""]);
        foreach (var change in comparison.Changes.Take(MostLines))
            table.Add([Value(change, change.Baseline), Value(change, change.Value), Difference(change, change.Difference), Interval(change)], [Verdict(change.Verdict), NameOf(change)]);
        text.Append(table);
        if (comparison.Changes.Count > MostLines)
            text.Append(CultureInfo.InvariantCulture, $"... and {comparison.Changes.Count - MostLines} more, unchanged or of less weight.\n");
        return text.ToString();
    }

    /// <summary>What it comes to, as a sentence or two.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="path">The baseline's path.</param>
    public static string Conclusion(BaselineComparison comparison, string path)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        string what = $"'{comparison.Measured.Name}'", sure = MeasurementText.Percent(comparison.Options.Confidence, comparison.Options.Confidence >= 0.995 ? 2 : 0);
        var regressed = comparison.Changes.Where(change => change.Verdict == BaselineVerdict.Regressed).ToList();
        return comparison.Verdict switch
        {
            BaselineVerdict.Regressed => $"{what} has regressed from {path}: {string.Join("; ", regressed.Take(3).Select(Sentence))}"
                + (regressed.Count > 3 ? Invariant($"; and {regressed.Count - 3} more") : "")
                + $" ({sure} confidence over {comparison.Changes.Count} comparisons).",
            BaselineVerdict.Undecided => $"Too little was measured to tell {what} from {path}: {Undecided(comparison)}",
            BaselineVerdict.Improved => $"{what} has not regressed from {path}, and some of it takes less ({sure} confidence over {comparison.Changes.Count} comparisons).",
            _ => $"{what} has not regressed from {path} ({sure} confidence over {comparison.Changes.Count} comparisons).",
        };
    }

    /// <summary>What a baseline that cannot tell itself from itself is too short for.</summary>
    /// <param name="itself">Its comparison with itself.</param>
    public static string TooShort(BaselineComparison itself)
    {
        ArgumentNullException.ThrowIfNull(itself);
        return $"As much again could not tell a growth of what does not matter: {Undecided(itself)}";
    }

    /// <summary>One change as a sentence.</summary>
    public static string Sentence(BaselineChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        string chance = change.AdjustedPValue < 1e-9 ? "below 1e-9" : change.AdjustedPValue.ToString("0.0e+0", CultureInfo.InvariantCulture);
        return $"{NameOf(change)} went from {Value(change, change.Baseline)} to {Value(change, change.Value)}, "
            + $"{Difference(change, change.Difference)} ({Interval(change)}; {Within(change)} do not matter; by chance {chance})";
    }

    private static string Undecided(BaselineComparison comparison)
    {
        var change = comparison.Changes[0];
        string first = $"{NameOf(change)} may differ by anything from {(change.Low is { } low ? $"{Difference(change, low)} to {Difference(change, change.High!.Value)}" : "nothing to much")}, and {Within(change)} should be told.";
        if (comparison.NeededRepeat is { } repeat)
            return first + Invariant($" About {repeat:N0} runs (-Repeat) would decide, and take {MeasurementText.Duration(comparison.NeededTime!.Value)}.");
        return first + Invariant($" The baseline itself ({comparison.Baseline.Repeat} runs) is too short for that: measure it again with more or longer runs, or allow more (-Within).");
    }

    private static string NameOf(BaselineChange change) => change.Kind switch
    {
        BaselineKind.Share => $"{change.Name} ({change.Image})",
        BaselineKind.Ratio => $"{change.Name} by the reference's",
        _ => change.Name,
    };

    private static string Value(BaselineChange change, double value) => change.Kind switch
    {
        BaselineKind.Share => MeasurementText.Percent(value, 2),
        BaselineKind.Ratio => Invariant($"{value:0.0000}"),
        _ => MeasurementText.Value(value, change.Unit),
    };

    private static string Difference(BaselineChange change, double difference) => change.Kind == BaselineKind.Share
        ? Invariant($"{100 * difference:+0.00;-0.00;0.00} points")
        : Invariant($"{100 * difference:+0.00;-0.00;0.00}%");

    private static string Interval(BaselineChange change) => change.Low is { } low
        ? Invariant($"{100 * low:+0.00;-0.00;0.00} to {100 * change.High!.Value:+0.00;-0.00;0.00}")
        : "too few runs";

    private static string Within(BaselineChange change) =>
        change.Kind == BaselineKind.Share ? Invariant($"{100 * change.Within:0.##} points") : Invariant($"{100 * change.Within:0.##}%");

    private static string Verdict(BaselineVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
