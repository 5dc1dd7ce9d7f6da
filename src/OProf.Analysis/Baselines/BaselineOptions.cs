namespace OProf.Analysis.Baselines;

/// <summary>How something is compared with a baseline.</summary>
public sealed record BaselineOptions
{
    /// <summary>What does not matter: 0.01.</summary>
    public const double DefaultWithin = 0.01;

    /// <summary>How sure the decisions are, all together: 0.99.</summary>
    public const double DefaultConfidence = 0.99;

    /// <summary>Least share of a function that is looked at: 0.005.</summary>
    public const double DefaultMinimumShare = 0.005;

    /// <summary>
    /// Growth that does not matter: of a counter or a ratio as a part of itself, of a share in points of all samples. 0.01 is
    /// 1 % of a count, and a share of 21 % where it was 20 %. Above 0.
    /// </summary>
    public double Within { get; init; } = DefaultWithin;

    /// <summary>Another growth of shares that does not matter; null for <see cref="Within"/>.</summary>
    public double? ShareWithin { get; init; }

    /// <summary>
    /// The probability with which nothing at all is called a regression where nothing has grown by more than <see cref="Within"/>;
    /// above 0, below 1.
    /// </summary>
    public double Confidence { get; init; } = DefaultConfidence;

    /// <summary>Functions below this share, in both, are not looked at; 0 to 1.</summary>
    public double MinimumShare { get; init; } = DefaultMinimumShare;

    /// <summary>The counters and ratios to compare; null for all that are the same on every machine. An empty list for none.</summary>
    public IReadOnlyList<string>? Counters { get; init; }
}
