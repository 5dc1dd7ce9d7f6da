namespace OProf.Analysis.Statistics;

/// <summary>
/// Wilcoxon's signed-rank statistic (Hollander, Wolfe, Chicken: Nonparametric Statistical Methods, 3.1 and 3.3). It asks of the
/// values only that they lie symmetrically about their middle, as differences of pairs of the same thing do; one value that is
/// far off, which times of programs always have, moves it no more than any other.
/// </summary>
public static class SignedRank
{
    /// <summary>Fewer values than this can't give an interval of 95 %: all six on one side happen once in 32 times.</summary>
    public const int LeastCount = 6;

    // Above this the normal distribution is as good.
    private const int MostExact = 60;

    /// <summary>
    /// How many of the n(n + 1)/2 means of two values (of each with itself, too), sorted, lie outside of the interval at either end.
    /// </summary>
    /// <param name="count">How many values.</param>
    /// <param name="confidence">How sure the interval is to hold the true middle at least: 0 to below 1.</param>
    /// <returns>Null where so few values can't be that sure.</returns>
    public static long? Outside(int count, double confidence)
    {
        double tail = (1 - confidence) / 2;
        if (count > MostExact)
        {
            double n = count;
            double mean = n * (n + 1) / 4, deviation = Math.Sqrt(n * (n + 1) * ((2 * n) + 1) / 24);
            return (long)Math.Floor(mean - (NormalQuantile(1 - tail) * deviation) - 0.5);
        }

        // How many of the 2^n ways to give signs to the ranks 1 to n have a sum of positive ones.
        double[] ways = new double[(count * (count + 1) / 2) + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= count; rank++)
        {
            for (int sum = ways.Length - 1; sum >= rank; sum--)
                ways[sum] += ways[sum - rank];
        }

        // The largest sum that is as rare as the tail: so many means lie beyond each end.
        double all = Math.Pow(2, count), below = 0;
        long sums = 0;
        while (sums < ways.Length && (below + ways[sums]) / all <= tail)
            below += ways[sums++];
        return sums == 0 ? null : sums - 1;
    }

    // With a large number of degrees of freedom t is normal to more digits than matter here.
    private static double NormalQuantile(double probability) => StudentT.TwoSided((2 * probability) - 1, 10_000_000);
}
