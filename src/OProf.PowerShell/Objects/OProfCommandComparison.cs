using OProf.Analysis.Counters;
using OProf.Analysis.Statistics;

namespace OProf.PowerShell.Objects;

/// <summary>Two commands or script blocks that were measured in turn. Ratio, interval and verdict are of the time from start to end.</summary>
public sealed class OProfCommandComparison
{
    internal OProfCommandComparison(CommandComparison comparison)
    {
        Comparison = comparison;
        Measurement = new OProfCommandMeasurement(comparison.Measurement, comparison.Within);
        Reference = new OProfCommandMeasurement(comparison.Reference, comparison.Within);
    }

    /// <summary>The command.</summary>
    public OProfCommandMeasurement Measurement { get; }

    /// <summary>What it is compared with.</summary>
    public OProfCommandMeasurement Reference { get; }

    /// <summary>How many runs of each.</summary>
    public int Repeat => Comparison.Repeat;

    /// <summary>The command's time by the reference's.</summary>
    public double? Ratio => Comparison.Ratio;

    /// <summary>Lower end of the interval that holds the true ratio at least 95 times of 100; null for fewer than 6 runs.</summary>
    public double? RatioLow => Comparison.RatioLow;

    /// <summary>Upper end of that interval.</summary>
    public double? RatioHigh => Comparison.RatioHigh;

    /// <summary>What the interval says: Lower where the command is faster.</summary>
    public RatioVerdict Verdict => Comparison.Verdict;

    /// <summary>The difference that does not matter, as a share.</summary>
    public double Within => Comparison.Within;

    /// <summary>How many runs of each would decide, going by those there are; null where it is decided.</summary>
    public int? NeededRepeat => Comparison.NeededRepeat;

    /// <summary>How long these would take.</summary>
    public TimeSpan? NeededTime => Comparison.NeededTime;

    /// <summary>Every counter of both, by number or name.</summary>
    public ComparisonList Counters => Comparison.Counters;

    /// <summary>What has to be known to read the numbers rightly, one sentence or more.</summary>
    public string Notice => string.Join(" ", Comparison.Notices.Select(notice => notice.Message));

    /// <summary>The engine's comparison.</summary>
    internal CommandComparison Comparison { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Measurement} : {Reference}";
}
