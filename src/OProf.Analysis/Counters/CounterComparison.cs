using OProf.Analysis.Statistics;

namespace OProf.Analysis.Counters;

/// <summary>A counter of two commands that were measured in turn.</summary>
public sealed class CounterComparison
{
    private readonly PairedRatio _ratio;

    internal CounterComparison(CounterSummary counter, CounterSummary reference, double within)
    {
        Counter = counter;
        Reference = reference;
        var pairs = counter.ByRun.Zip(reference.ByRun).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second)).ToList();
        _ratio = PairedRatio.Of([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]);
        Verdict = _ratio.Verdict(within);
        NeededRepeat = Verdict == RatioVerdict.Undecided ? _ratio.PairsFor(within) : null;
    }

    /// <summary>The event.</summary>
    public string Name => Counter.Name;

    /// <summary>What the means are in: <c>ns</c>, or nothing.</summary>
    public string Unit => Counter.Unit;

    /// <summary>The command's mean; null where it was not counted.</summary>
    public double? Mean => Counter.Mean;

    /// <summary>The reference's mean.</summary>
    public double? ReferenceMean => Reference.Mean;

    /// <summary>How many pairs were compared; none where one of a pair counted nothing and the other something, which makes no ratio.</summary>
    public int Pairs => _ratio.Pairs;

    /// <summary>The command's value by the reference's; null where there is no pair.</summary>
    public double? Ratio => _ratio.Value;

    /// <summary>Lower end of the interval that holds the true ratio at least 95 times of 100; null for fewer than 6 pairs.</summary>
    public double? RatioLow => _ratio.Low;

    /// <summary>Upper end of that interval.</summary>
    public double? RatioHigh => _ratio.High;

    /// <summary>What the interval says.</summary>
    public RatioVerdict Verdict { get; }

    /// <summary>How many pairs would decide, going by those there are; null where it is decided, or cannot be told.</summary>
    public int? NeededRepeat { get; }

    /// <summary>The command's counter.</summary>
    internal CounterSummary Counter { get; }

    /// <summary>The reference's counter.</summary>
    internal CounterSummary Reference { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}={Ratio}");
}
