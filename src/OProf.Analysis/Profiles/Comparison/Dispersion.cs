namespace OProf.Analysis.Profiles.Comparison;

/// <summary>
/// By how much the variance of a share is larger than that of as many samples by chance: seen from how the share changes
/// from one slice of time to the next (the mean square successive difference of von Neumann, of the rests of a ratio). So
/// bursts and phases shorter than a slice count, and what a program does longer and in its order, such as its start, counts
/// little: it would do the same in another run.
/// </summary>
/// <param name="Ratio">The factor; 1 for samples by chance.</param>
/// <param name="Freedom">Degrees of freedom of the estimate; 0 where there is none.</param>
internal readonly record struct Dispersion(double Ratio, double Freedom)
{
    private const int FewestSlices = 4;

    // Of the estimate by successive differences, beside that by all of the values.
    private const double Efficiency = 2.0 / 3;

    /// <summary>Of a key in one capture.</summary>
    /// <param name="shares">The capture.</param>
    /// <param name="key">The key.</param>
    /// <param name="share">Its share.</param>
    internal static Dispersion Of(SlicedShares shares, int key, double share)
    {
        var weights = shares.WeightsOf(key);
        int slices = shares.All.Length;
        double chance = share * (1 - share) / shares.Effective;
        if (weights.IsEmpty || slices < FewestSlices || !(chance > 0))
            return new Dispersion(1, 0);
        double squares = 0;
        double before = 0;
        for (int slice = 0; slice < slices; slice++)
        {
            double rest = weights[slice] - (share * shares.All[slice]);
            squares += slice == 0 ? 0 : (rest - before) * (rest - before);
            before = rest;
        }

        double variance = squares / (2 * (slices - 1)) * slices / (shares.Weight * shares.Weight);
        return new Dispersion(variance / chance, (slices - 1) * Efficiency);
    }

    /// <summary>Of both captures, as they are taken to vary alike.</summary>
    internal static Dispersion Both(in Dispersion one, in Dispersion other)
    {
        double freedom = one.Freedom + other.Freedom;
        return freedom == 0
            ? new Dispersion(1, 0)
            : new Dispersion(((one.Ratio * one.Freedom) + (other.Ratio * other.Freedom)) / freedom, freedom);
    }

    /// <summary>What all together say.</summary>
    internal static Dispersion Mean(ReadOnlySpan<Dispersion> keys)
    {
        double ratios = 0;
        double freedoms = 0;
        foreach (var key in keys)
        {
            ratios += key.Ratio * key.Freedom;
            freedoms += key.Freedom;
        }

        return freedoms == 0 ? new Dispersion(1, double.MaxValue) : new Dispersion(ratios / freedoms, freedoms);
    }

    /// <summary>
    /// Makes the estimates of many keys steadier by what they have in common: each is drawn to their mean, all the way where
    /// they differ no more than such estimates do by chance, and less the more they differ. Keys without one get the mean.
    /// </summary>
    internal static void Steady(Span<Dispersion> keys)
    {
        var mean = Mean(keys);
        double spread = 0;
        double byChance = 0;
        int count = 0;
        foreach (var key in keys)
        {
            if (key.Freedom == 0)
                continue;
            count++;
            spread += Math.Pow((key.Ratio / mean.Ratio) - 1, 2);
            byChance += 2 / key.Freedom;
        }

        double own = count < 2 ? 1 : Math.Max(0, 1 - (byChance / count / (spread / (count - 1))));
        if (!(own >= 0))
            own = 0;
        foreach (ref var key in keys)
        {
            key = key.Freedom == 0
                ? mean
                : new Dispersion((own * key.Ratio) + ((1 - own) * mean.Ratio), (own * key.Freedom) + ((1 - own) * mean.Freedom));
        }
    }
}
