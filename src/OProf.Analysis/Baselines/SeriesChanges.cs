using OProf.Analysis.Statistics;

namespace OProf.Analysis.Baselines;

/// <summary>Whether a counter or a ratio has grown, by the ranks of its runs' logarithms.</summary>
internal static class SeriesChanges
{
    /// <summary>Decides one.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="before">The baseline's.</param>
    /// <param name="after">What is compared with it.</param>
    /// <param name="within">The growth that does not matter.</param>
    /// <param name="tail">The probability of an error that it may have.</param>
    /// <param name="tests">How many things are looked at in all.</param>
    internal static BaselineChange Decide(BaselineKind kind, BaselineSeries before, BaselineSeries after, double within, double tail, int tests)
    {
        double[] old = Logarithms(before), now = Logarithms(after);
        var shift = new RankShift(old, now);
        double limit = Math.Log(1 + within);
        double? low = shift.Low(tail), high = shift.High(tail);
        var verdict = low is null ? BaselineVerdict.Undecided : BaselineDecision.Of(low.Value, shift.Shift, high!.Value, limit);
        return new BaselineChange
        {
            Verdict = verdict,
            Kind = kind,
            Name = before.Name,
            Unit = before.Unit,
            Baseline = before.Mean,
            Value = after.Mean,
            Difference = Part(shift.Shift),
            Low = low is { } bound ? Part(bound) : null,
            High = high is { } upper ? Part(upper) : null,
            Within = within,
            AdjustedPValue = Math.Min(1, tests * shift.ProbabilityAbove(limit)),
            NeededRepeat = verdict == BaselineVerdict.Undecided ? Needed(old, now, limit, tail) : null,
        };
    }

    private static int? Needed(double[] old, double[] now, double limit, double tail)
    {
        double quantile = StudentT.TwoSided(1 - (2 * tail), 1_000_000);
        int? enough = BaselineDecision.RepeatFor(Variance(old) / old.Length, Variance(now) / now.Length, limit / quantile, now.Length);
        return enough is { } repeat && RankShift.Least(old.Length, tail) is { } least ? Math.Max(repeat, least) : null;
    }

    // Of one value nothing is known; two of a count that is the same tell more.
    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    // Nothing counted is half of one: it has a logarithm, and one is more.
    private static double[] Logarithms(BaselineSeries series) => [.. series.Values.Select(value => Math.Log(Math.Max(value, 0.5 * LeastOf(series))))];

    private static double LeastOf(BaselineSeries series) => series.Values.Where(static value => value > 0).DefaultIfEmpty(1).Min();

    private static double Part(double logarithm) => Math.Exp(logarithm) - 1;
}
