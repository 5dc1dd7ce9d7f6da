namespace OProf.Analysis.Profiles.Comparison;

/// <summary>
/// By how much the variance of a share is larger than that of as many samples by chance: seen from how the share varies
/// between slices of time, as the variance of a ratio of sums over clusters, with what neighbouring slices have in common
/// (a flat-top kernel over the autocovariances, Politis and Romano).
/// </summary>
/// <param name="Ratio">The factor; 1 for samples by chance.</param>
/// <param name="Freedom">Degrees of freedom of the estimate; 0 where there is none.</param>
internal readonly record struct Dispersion(double Ratio, double Freedom)
{
    // Slices back that are looked at, and how many where neighbours are clearly alike.
    private const int Lags = 2;
    private const int LongLags = 8;
    private const double ClearlyAlike = 0.35;
    private const int FewestSlices = 4;

    /// <summary>Of a key in one capture.</summary>
    internal static Dispersion Of(SlicedShares shares, int key, double share)
    {
        var weights = shares.WeightsOf(key);
        int slices = shares.All.Length;
        double chance = share * (1 - share) / shares.Effective;
        if (weights.IsEmpty || slices < FewestSlices || !(chance > 0))
            return new Dispersion(1, 0);
        Span<double> rests = stackalloc double[slices];
        for (int slice = 0; slice < slices; slice++)
            rests[slice] = (weights[slice] - (share * shares.All[slice])) / shares.Weight;
        double own = Product(rests, 0);
        if (own == 0)
            return new Dispersion(0, slices - 1);
        int lags = Math.Min(Product(rests, 1) / own > ClearlyAlike ? LongLags : Lags, slices / 4);
        double variance = own;
        double squares = 1;
        double factors = 1;
        for (int lag = 1; lag <= lags; lag++)
        {
            double factor = Math.Min(1, 2 * (1 - (lag / (lags + 1.0))));
            variance += 2 * factor * Product(rests, lag);
            squares += 2 * factor * factor;
            factors += 2 * factor;
        }

        // The rests are from the share of the same slices, and so smaller than from the true one.
        variance *= slices / (slices - factors);
        return new Dispersion(Math.Max(0, variance) / chance, (slices - 1) / squares);
    }

    /// <summary>Of both captures, as they are taken to vary alike.</summary>
    internal static Dispersion Both(in Dispersion one, in Dispersion other)
    {
        double freedom = one.Freedom + other.Freedom;
        return freedom == 0
            ? new Dispersion(1, 0)
            : new Dispersion(((one.Ratio * one.Freedom) + (other.Ratio * other.Freedom)) / freedom, freedom);
    }

    /// <summary>
    /// Makes the estimates of many keys steadier by what they have in common: each is drawn to their mean, all the way where
    /// they differ no more than such estimates do by chance, and less the more they differ.
    /// </summary>
    internal static void Steady(Span<Dispersion> keys)
    {
        double ratios = 0;
        double freedoms = 0;
        int count = 0;
        foreach (var key in keys)
        {
            ratios += key.Ratio * key.Freedom;
            freedoms += key.Freedom;
            count += key.Freedom > 0 ? 1 : 0;
        }

        double mean = ratios / freedoms;
        if (count < 2 || !(mean > 0))
            return;
        double spread = 0;
        double byChance = 0;
        foreach (var key in keys)
        {
            if (key.Freedom == 0)
                continue;
            spread += Math.Pow((key.Ratio / mean) - 1, 2) / (count - 1);
            byChance += 2 / key.Freedom / count;
        }

        double own = spread <= byChance ? 0 : 1 - (byChance / spread);
        foreach (ref var key in keys)
        {
            if (key.Freedom > 0)
                key = new Dispersion((own * key.Ratio) + ((1 - own) * mean), (own * key.Freedom) + ((1 - own) * freedoms));
        }
    }

    private static double Product(ReadOnlySpan<double> rests, int lag)
    {
        double sum = 0;
        for (int slice = lag; slice < rests.Length; slice++)
            sum += rests[slice] * rests[slice - lag];
        return sum;
    }
}
