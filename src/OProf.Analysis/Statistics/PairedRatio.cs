namespace OProf.Analysis.Statistics;

/// <summary>
/// How a value compares with another that was measured in turn with it: the ratio, with an interval that holds the true one
/// at least 95 times of 100. Of the logarithms of the pairs' ratios it takes the median of the means of all twos
/// (Hodges and Lehmann), and the interval that belongs to it by Wilcoxon's signed ranks.
/// </summary>
public sealed class PairedRatio
{
    private PairedRatio(int pairs, double? value, double? low, double? high, double deviation)
    {
        Pairs = pairs;
        Value = value;
        Low = low;
        High = high;
        Deviation = deviation;
    }

    /// <summary>How many pairs were compared: all of them, or none where one value of a pair is 0 and the other is not. Two zeros are a ratio of 1.</summary>
    public int Pairs { get; }

    /// <summary>The ratio; null where there is no pair.</summary>
    public double? Value { get; }

    /// <summary>The interval's lower end; null for fewer than <see cref="SignedRank.LeastCount"/> pairs.</summary>
    public double? Low { get; }

    /// <summary>The interval's upper end.</summary>
    public double? High { get; }

    /// <summary>Standard deviation of the logarithms.</summary>
    internal double Deviation { get; }

    /// <summary>Compares values that were measured in pairs.</summary>
    /// <param name="values">The values, 0 or more.</param>
    /// <param name="references">What each is compared with, 0 or more.</param>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static PairedRatio Of(IReadOnlyList<double> values, IReadOnlyList<double> references)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(references);
        if (values.Count != references.Count)
            throw new ArgumentException("Each value needs another one to be compared with.", nameof(references));
        var logs = new List<double>();
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] == references[i])
                logs.Add(0);
            else if (values[i] > 0 && references[i] > 0)
                logs.Add(Math.Log(values[i] / references[i]));
            else
                return new PairedRatio(0, null, null, null, 0);
        }

        if (logs.Count == 0)
            return new PairedRatio(0, null, null, null, 0);
        double[] means = Means(logs);
        long? outside = SignedRank.Outside(logs.Count, Spread.Confidence);
        return new PairedRatio(
            logs.Count,
            Math.Exp((means[(means.Length - 1) / 2] + means[means.Length / 2]) / 2),
            outside is { } low ? Math.Exp(means[low]) : null,
            outside is { } high ? Math.Exp(means[means.Length - 1 - high]) : null,
            new Spread(logs).StandardDeviation ?? 0);
    }

    /// <summary>What the interval says.</summary>
    /// <param name="within">A difference that does not matter, as a share: 0.01 for one percent. 0 or more.</param>
    public RatioVerdict Verdict(double within)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(within);
        if (Low is not { } low || High is not { } high)
            return RatioVerdict.Undecided;

        // As much below as above: 1 / (1 + within) to 1 + within.
        if (low >= 1 / (1 + within) && high <= 1 + within)
            return RatioVerdict.Same;
        return low > 1 ? RatioVerdict.Higher : high < 1 ? RatioVerdict.Lower : RatioVerdict.Undecided;
    }

    /// <summary>
    /// How many pairs would decide, going by those there are: the number with which the interval is as narrow as the difference
    /// that was found, or as the one that does not matter, whichever is more.
    /// </summary>
    /// <param name="within">A difference that does not matter, as a share; above 0.</param>
    /// <returns>Null where one pair or none tells nothing of that; no more than a million.</returns>
    public int? PairsFor(double within)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(within);
        if (Pairs < 2 || Value is not { } value)
            return null;
        double found = Math.Abs(Math.Log(value)), unimportant = Math.Log(1 + within);

        // Where the difference itself is one that does not matter, the interval has to end before one that does.
        double margin = found > unimportant ? found : Math.Max(unimportant - found, unimportant / 2);
        return RepetitionCount.For(Deviation, margin, SignedRank.LeastCount);
    }

    private static double[] Means(List<double> values)
    {
        int count = values.Count, next = 0;
        double[] means = new double[count * (count + 1) / 2];
        for (int i = 0; i < count; i++)
        {
            for (int j = i; j < count; j++)
                means[next++] = (values[i] + values[j]) / 2;
        }

        Array.Sort(means);
        return means;
    }
}
