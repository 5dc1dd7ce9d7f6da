namespace OProf.Capture.Markers.Probes;

/// <summary>Takes in values, one after the other, and knows their statistic at any time.</summary>
/// <remarks>
/// Mean and deviation by B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products",
/// Technometrics 4 (1962): each value moves the mean, and the sum of squares by what it differs from the old and the new one.
/// </remarks>
internal sealed class Accumulator
{
    // 0 and below 1; then 2^0 .. 2^63 and beyond for each sign.
    private const int Powers = 64;

    private readonly long[] _buckets = new long[(2 * Powers) + 1];
    private long _count;
    private double _min;
    private double _max;
    private double _sum;
    private double _mean;
    private double _squares;

    /// <summary>Number of values.</summary>
    public long Count => _count;

    /// <summary>Takes in a value, which is a number.</summary>
    public void Add(double value)
    {
        _min = _count == 0 ? value : Math.Min(_min, value);
        _max = _count == 0 ? value : Math.Max(_max, value);
        _count++;
        _sum += value;
        double difference = value - _mean;
        _mean += difference / _count;
        _squares += difference * (value - _mean);
        _buckets[BucketOf(value)]++;
    }

    /// <summary>Counts something without a value.</summary>
    public void AddNothing() => _count++;

    /// <summary>The statistic now.</summary>
    /// <param name="key">What it is of.</param>
    public ProbeStatistic Statistic(object? key) => new(
        key, _count, _min, _max, _sum, _mean, _count < 2 ? 0 : Math.Sqrt(_squares / (_count - 1)), Histogram());

    private static int BucketOf(double value)
    {
        double size = Math.Abs(value);
        if (size < 1)
            return Powers;
        int power = Math.Min(Math.ILogB(size), Powers - 1);
        return value > 0 ? Powers + 1 + power : Powers - 1 - power;
    }

    private List<HistogramBucket> Histogram()
    {
        var histogram = new List<HistogramBucket>();
        for (int i = 0; i < _buckets.Length; i++)
        {
            if (_buckets[i] == 0)
                continue;
            int power = Math.Abs(i - Powers) - 1;
            double sign = i < Powers ? -1 : 1;
            histogram.Add(i == Powers
                ? new HistogramBucket(0, 1, _buckets[i])
                : new HistogramBucket(sign * Math.ScaleB(1, power), sign * Math.ScaleB(1, power + 1), _buckets[i]));
        }

        return histogram;
    }
}
