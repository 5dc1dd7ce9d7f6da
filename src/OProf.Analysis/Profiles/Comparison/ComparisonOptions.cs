namespace OProf.Analysis.Profiles.Comparison;

/// <summary>How two captures are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Least share, in either capture, of a row that is not significant: 0.005.</summary>
    public const double DefaultMinimumShare = 0.005;

    /// <summary>Probability that a comparison of two captures of the same program finds anything significant: 0.05.</summary>
    public const double DefaultSignificanceLevel = 0.05;

    /// <summary>What by.</summary>
    public ComparisonKey By { get; init; }

    /// <summary>Whether the samples in what a function called count for it too; for <see cref="ComparisonKey.Symbol"/>.</summary>
    public bool WithCallees { get; init; }

    /// <summary>Least share, in either capture, of a row that is not significant; 0 to 1.</summary>
    public double MinimumShare { get; init; } = DefaultMinimumShare;

    /// <summary>Probability that a comparison of two captures of the same program finds anything significant; above 0, below 1.</summary>
    public double SignificanceLevel { get; init; } = DefaultSignificanceLevel;
}
