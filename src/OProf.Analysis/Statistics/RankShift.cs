namespace OProf.Analysis.Statistics;

/// <summary>
/// By how much measured values lie above others that were measured at another time: the median of all differences of two
/// (Hodges and Lehmann), with the lower bound that belongs to it by the rank sums of Wilcoxon, Mann and Whitney (Hollander,
/// Wolfe, Chicken: Nonparametric Statistical Methods, 4.1 and 4.3). One value that is far off moves it no more than any other.
/// </summary>
internal sealed class RankShift
{
    // Above this the normal distribution is as good.
    private const int MostExact = 50;

    private readonly double[] _differences;
    private readonly int _references;
    private readonly int _values;

    /// <summary>Compares values with references.</summary>
    /// <param name="references">What they are compared with; one at least.</param>
    /// <param name="values">The values; one at least.</param>
    /// <exception cref="ArgumentException">There is none of the one or the other.</exception>
    public RankShift(IReadOnlyList<double> references, IReadOnlyList<double> values)
    {
        if (references.Count == 0 || values.Count == 0)
            throw new ArgumentException("There has to be a value on each side.", nameof(values));
        _references = references.Count;
        _values = values.Count;
        _differences = new double[_references * _values];
        int next = 0;
        foreach (double value in values)
        {
            foreach (double reference in references)
                _differences[next++] = value - reference;
        }

        Array.Sort(_differences);
        Shift = (_differences[(next - 1) / 2] + _differences[next / 2]) / 2;
    }

    /// <summary>The shift.</summary>
    public double Shift { get; }

    /// <summary>What the true shift is not below, but with the probability <paramref name="tail"/>.</summary>
    /// <returns>Null where so few values can't be that sure.</returns>
    public double? Low(double tail) => Outside(_references, _values, tail) is { } outside ? _differences[outside] : null;

    /// <summary>What the true shift is not above, but with the probability <paramref name="tail"/>.</summary>
    public double? High(double tail) => Outside(_references, _values, tail) is { } outside ? _differences[^(outside + 1)] : null;

    /// <summary>The probability that values lie this far above the references if the true shift were no more than a limit.</summary>
    public double ProbabilityAbove(double limit)
    {
        // Ties speak for the limit.
        int below = 0;
        while (below < _differences.Length && _differences[below] <= limit)
            below++;
        return Below(_references, _values, below);
    }

    /// <summary>The fewest values that can be that sure against so many references; null where no number can.</summary>
    public static int? Least(int references, double tail)
    {
        // One of all ways to choose which of the values are the references: all of them the smallest.
        double ways = 1;
        for (int values = 1; values <= 1000; values++)
        {
            ways *= (double)(references + values) / values;
            if (1 / ways <= tail)
                return values;
        }

        return null;
    }

    // How many of the sorted differences lie below the bound.
    private static int? Outside(int references, int values, double tail)
    {
        if (Below(references, values, 0) > tail)
            return null;
        int low = 0, high = references * values / 2;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Below(references, values, middle) <= tail)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>The probability of no more than <paramref name="limit"/> pairs with the value below the reference, where nothing differs.</summary>
    private static double Below(int references, int values, int limit)
    {
        if (references > MostExact || values > MostExact)
        {
            double mean = references * (double)values / 2;
            double deviation = Math.Sqrt(references * (double)values * (references + values + 1) / 12);
            double z = (limit + 0.5 - mean) / deviation;
            double beyond = (1 - StudentT.Within(Math.Abs(z), 10_000_000)) / 2;
            return z < 0 ? beyond : 1 - beyond;
        }

        double[] ways = Ways(references, values);
        double all = 0, below = 0;
        for (int sum = 0; sum < ways.Length; sum++)
        {
            all += ways[sum];
            below += sum <= limit ? ways[sum] : 0;
        }

        return below / all;
    }

    // In how many ways that many pairs come about: the coefficients of the Gaussian binomial, which is the product over i from 1
    // to the smaller number of (1 - q^(larger + i)) / (1 - q^i).
    private static double[] Ways(int references, int values)
    {
        int few = Math.Min(references, values), many = Math.Max(references, values);
        double[] ways = new double[(few * many) + 1];
        ways[0] = 1;
        for (int i = 1; i <= few; i++)
        {
            for (int sum = ways.Length - 1; sum >= many + i; sum--)
                ways[sum] -= ways[sum - many - i];
            for (int sum = i; sum < ways.Length; sum++)
                ways[sum] += ways[sum - i];
        }

        return ways;
    }
}
