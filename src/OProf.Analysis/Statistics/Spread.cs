namespace OProf.Analysis.Statistics;

/// <summary>Where measured values lie and how far apart. Of values that came with no order in time and no trend.</summary>
public sealed class Spread
{
    /// <summary>How sure the intervals are: 95 %.</summary>
    public const double Confidence = 0.95;

    // Beyond 1.5 times the distance between the quartiles (Tukey's fences).
    private const double FenceWidth = 1.5;

    private readonly double[] _sorted;

    /// <summary>The spread of values.</summary>
    /// <param name="values">At least one; none of them NaN.</param>
    /// <exception cref="ArgumentException">There is none, or one is NaN.</exception>
    public Spread(IEnumerable<double> values)
    {
        _sorted = [.. values];
        if (_sorted.Length == 0 || _sorted.Any(double.IsNaN))
            throw new ArgumentException("There has to be a value, and each has to be a number.", nameof(values));
        Array.Sort(_sorted);
        Mean = MeanOf(_sorted);
        double squares = 0;
        foreach (double value in _sorted)
            squares += (value - Mean) * (value - Mean);
        StandardDeviation = Count > 1 ? Math.Sqrt(squares / (Count - 1)) : null;
        MedianAbsoluteDeviation = QuantileOf([.. _sorted.Select(value => Math.Abs(value - Median)).Order()], 0.5);
    }

    /// <summary>How many values.</summary>
    public int Count => _sorted.Length;

    /// <summary>The arithmetic mean.</summary>
    public double Mean { get; }

    /// <summary>The value in the middle, or the mean of the two in the middle.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The smallest value.</summary>
    public double Minimum => _sorted[0];

    /// <summary>The largest value.</summary>
    public double Maximum => _sorted[^1];

    /// <summary>Standard deviation of what the values are drawn from, by n − 1; null for one value.</summary>
    public double? StandardDeviation { get; }

    /// <summary>Standard error of the mean; null for one value.</summary>
    public double? StandardError => StandardDeviation / Math.Sqrt(Count);

    /// <summary>
    /// Median of the values' distances from their median, as it is: by 1.4826 it is comparable with the standard deviation of
    /// normal values.
    /// </summary>
    public double MedianAbsoluteDeviation { get; }

    /// <summary>Half the width of the interval around the mean that holds the true mean 95 times of 100 (Student); null for one value.</summary>
    public double? Margin => Count > 1 ? StudentT.TwoSided(Confidence, Count - 1) * StandardError : null;

    /// <summary>How many values lie outside of Tukey's fences, more than 1.5 times the quartiles' distance beyond them.</summary>
    public int Outliers
    {
        get
        {
            double low = Quantile(0.25), high = Quantile(0.75), fence = FenceWidth * (high - low);
            return _sorted.Count(value => value < low - fence || value > high + fence);
        }
    }

    /// <summary>The value below which a share of the values lies, between two values linearly (type 7 of Hyndman and Fan, which R, NumPy and Excel take).</summary>
    /// <param name="share">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public double Quantile(double share) => QuantileOf(_sorted, share);

    /// <summary>How many values would be needed for a margin of a share of the mean; null where one value tells nothing of that.</summary>
    /// <param name="within">The share, above 0.</param>
    /// <returns>At least 2; no more than a million.</returns>
    public int? CountFor(double within)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(within);
        if (StandardDeviation is not { } deviation)
            return null;
        return RepetitionCount.For(deviation, within * Math.Abs(Mean), least: 2);
    }

    private static double MeanOf(double[] values)
    {
        // About the first value, so that large values close together keep their digits.
        double sum = 0;
        foreach (double value in values)
            sum += value - values[0];
        return values[0] + (sum / values.Length);
    }

    private static double QuantileOf(double[] sorted, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        double part = position - below;
        return part == 0 ? sorted[below] : sorted[below] + (part * (sorted[below + 1] - sorted[below]));
    }
}
