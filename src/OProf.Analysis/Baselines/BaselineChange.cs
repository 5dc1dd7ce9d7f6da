namespace OProf.Analysis.Baselines;

/// <summary>
/// One thing that was compared with a baseline. Shares are parts of all samples, and their difference is in such parts; of a
/// counter or ratio the difference is a part of the baseline's value.
/// </summary>
public sealed record BaselineChange
{
    /// <summary>What came of it.</summary>
    public required BaselineVerdict Verdict { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public required BaselineKind Kind { get; init; }

    /// <summary>The function, or the counter.</summary>
    public required string Name { get; init; }

    /// <summary>The function's image; empty for a counter.</summary>
    public string Image { get; init; } = "";

    /// <summary>What values are in: <c>ns</c>, or nothing.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The baseline's value; of several runs their mean.</summary>
    public required double Baseline { get; init; }

    /// <summary>The value now.</summary>
    public required double Value { get; init; }

    /// <summary>By how much it differs.</summary>
    public required double Difference { get; init; }

    /// <summary>What the true difference is not below, as sure as asked for; null where too little was measured.</summary>
    public required double? Low { get; init; }

    /// <summary>What it is not above.</summary>
    public required double? High { get; init; }

    /// <summary>The difference that does not matter.</summary>
    public required double Within { get; init; }

    /// <summary>
    /// The probability of seeing anything at all that speaks as clearly for growth beyond <see cref="Within"/>, if there were none:
    /// adjusted for the number of things that were looked at.
    /// </summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>How many runs would tell; null where it is told, or where no number of runs would against this baseline.</summary>
    public int? NeededRepeat { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Verdict}");
}
