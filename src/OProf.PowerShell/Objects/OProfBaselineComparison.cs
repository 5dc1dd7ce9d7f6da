using OProf.Analysis.Baselines;

namespace OProf.PowerShell.Objects;

/// <summary>What became of a baseline's values.</summary>
public sealed record OProfBaselineComparison
{
    internal OProfBaselineComparison(BaselineComparison comparison, string path)
    {
        Comparison = comparison;
        Path = path;
        Changes = new BaselineChangeList(comparison.Changes);
    }

    /// <summary>What came of it.</summary>
    public BaselineVerdict Verdict => Comparison.Verdict;

    /// <summary>What was compared.</summary>
    public string Name => Comparison.Measured.Name;

    /// <summary>The baseline's file.</summary>
    public string Path { get; }

    /// <summary>What it comes to, in a sentence.</summary>
    public string Message => BaselineReport.Conclusion(Comparison, Path);

    /// <summary>How sure all decisions together are.</summary>
    public double Confidence => Comparison.Options.Confidence;

    /// <summary>All that was looked at: the worst first.</summary>
    public BaselineChangeList Changes { get; }

    /// <summary>How many runs would decide; null where it is decided, or where only a longer baseline would help.</summary>
    public int? NeededRepeat => Comparison.NeededRepeat;

    /// <summary>How long these would take.</summary>
    public TimeSpan? NeededTime => Comparison.NeededTime;

    /// <summary>The file of the differential flame graph; null where none was drawn.</summary>
    public string? FlameGraph { get; internal init; }

    /// <summary>The comparison as text, with what moved, by how much and how sure that is, and where the flame graph is.</summary>
    public string FailureText => $"{BaselineReport.Of(Comparison, Path)}{(FlameGraph is { } page ? $"Flame graph of the difference: {page}" : "")}".TrimEnd();

    /// <summary>The engine's comparison.</summary>
    internal BaselineComparison Comparison { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Verdict}";
}
