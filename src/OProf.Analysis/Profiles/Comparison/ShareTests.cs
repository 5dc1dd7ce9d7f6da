namespace OProf.Analysis.Profiles.Comparison;

/// <summary>
/// Whether shares of two captures differ by more than chance. Samples that follow each other are alike, as programs have
/// phases, so a share is less certain than its number of samples says; see <see cref="Dispersion"/>. It is never taken
/// as more certain than that of samples by chance.
/// </summary>
internal static class ShareTests
{
    // Samples below which a key says nothing of how shares vary.
    private const int FewestSamples = 40;

    /// <summary>Tests all keys, each by itself.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="other">What is compared with it.</param>
    /// <param name="keys">Number of the keys; those without a sample are left out.</param>
    internal static ShareTestResult[] Run(SlicedShares baseline, SlicedShares other, int keys)
    {
        var results = new List<ShareTestResult>();
        for (int key = 0; key < keys; key++)
        {
            if (baseline.SamplesOf(key) + other.SamplesOf(key) == 0)
                continue;
            results.Add(new ShareTestResult
            {
                Key = key,
                BaselineShare = Sum(baseline.WeightsOf(key)) / baseline.Weight,
                Share = Sum(other.WeightsOf(key)) / other.Weight,
                BaselineSamples = baseline.SamplesOf(key),
                Samples = other.SamplesOf(key),
                AdjustedPValue = 1,
            });
        }

        ShareTestResult[] tests = [.. results];
        var dispersions = Dispersions(tests, baseline, other);
        for (int index = 0; index < tests.Length; index++)
            tests[index].PValue = Probability(tests[index], baseline.Effective, other.Effective, dispersions[index]);
        return tests;
    }

    private static Dispersion[] Dispersions(ShareTestResult[] tests, SlicedShares baseline, SlicedShares other)
    {
        var dispersions = new Dispersion[tests.Length];
        for (int index = 0; index < tests.Length; index++)
        {
            var test = tests[index];
            dispersions[index] = test.BaselineSamples + test.Samples < FewestSamples
                ? new Dispersion(1, 0)
                : Dispersion.Both(
                    Dispersion.Of(baseline, test.Key, test.BaselineShare), Dispersion.Of(other, test.Key, test.Share));
        }

        Dispersion.Steady(dispersions);
        return dispersions;
    }

    private static double Probability(in ShareTestResult test, double samples0, double samples1, in Dispersion dispersion)
    {
        double pooled = ((test.BaselineShare * samples0) + (test.Share * samples1)) / (samples0 + samples1);
        double chance = pooled * (1 - pooled) * ((1 / samples0) + (1 / samples1));
        if (!(chance > 0) || !double.IsFinite(chance))
            return 1;
        double t = (test.Share - test.BaselineShare) / Math.Sqrt(chance * Math.Max(1, dispersion.Ratio));
        return StudentT.TwoSided(t, Math.Max(2, dispersion.Freedom));
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }
}
