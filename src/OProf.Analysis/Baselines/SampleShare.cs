using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Baselines;

/// <summary>
/// What part of the samples has a property, and how far that can be trusted: as it differs from slice to slice of the time, and
/// never more than that of as many samples by chance.
/// </summary>
public sealed class SampleShare
{
    private const int MaxSlices = 24;
    private const int FewestSlices = 4;
    private const int SamplesOfSlice = 25;

    // Of the estimate by successive differences, beside that by all of the values.
    private const double Efficiency = 2.0 / 3;

    private SampleShare(double share, long samples, double error, int freedom)
    {
        Value = share;
        Samples = samples;
        Error = error;
        Freedom = freedom;
    }

    /// <summary>The share, 0 to 1.</summary>
    public double Value { get; }

    /// <summary>Of how many samples.</summary>
    public long Samples { get; }

    /// <summary>Its standard error.</summary>
    public double Error { get; }

    private int Freedom { get; }

    /// <summary>Counts.</summary>
    /// <param name="profiles">The profiles of the runs of one thing.</param>
    /// <param name="isCounted">Whether samples of a chain count at all.</param>
    /// <param name="hasProperty">Whether samples of a chain that count have the property.</param>
    /// <returns>Null where no sample counts.</returns>
    public static SampleShare? Of(IReadOnlyList<Profile> profiles, Func<Profile, int, bool> isCounted, Func<Profile, int, bool> hasProperty)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(isCounted);
        ArgumentNullException.ThrowIfNull(hasProperty);
        double all = 0, part = 0;
        long samples = 0;
        var runs = new List<List<(double Weight, bool Has)>>();
        foreach (var profile in profiles)
        {
            var chains = new Dictionary<int, (bool Counts, bool Has)>();
            var run = new List<(double Weight, bool Has)>();
            foreach (var sample in profile.Samples)
            {
                if (!chains.TryGetValue(sample.Stack, out var chain))
                    chains[sample.Stack] = chain = isCounted(profile, sample.Stack) ? (true, hasProperty(profile, sample.Stack)) : default;
                if (!chain.Counts)
                    continue;
                double weight = profile.Events[sample.Event].WeightOf(sample.Period);
                run.Add((weight, chain.Has));
                all += weight;
                part += chain.Has ? weight : 0;
            }

            samples += run.Count;
            runs.Add(run);
        }

        if (samples == 0)
            return null;
        double share = part / all;
        var (variance, freedom) = Variance(runs, share, all);
        double likely = ((share * samples) + 1) / (samples + 2);
        return new SampleShare(share, samples, Math.Sqrt(Math.Max(variance, likely * (1 - likely) / samples)), freedom);
    }

    /// <summary>The interval that holds the true share with a probability.</summary>
    /// <param name="confidence">The probability, above 0, below 1.</param>
    public (double Low, double High) Interval(double confidence)
    {
        double margin = Margin(confidence);
        return (Math.Max(0, Value - margin), Math.Min(1, Value + margin));
    }

    /// <summary>Half the width of that interval.</summary>
    /// <param name="confidence">The probability, above 0, below 1.</param>
    public double Margin(double confidence) => Statistics.StudentT.TwoSided(confidence, Freedom) * Error;

    private static (double Variance, int Freedom) Variance(List<List<(double Weight, bool Has)>> runs, double share, double all)
    {
        // Slices of as many samples, in the order of each run.
        double squares = 0;
        int differences = 0, count = 0;
        foreach (var run in runs)
        {
            int slices = Math.Clamp(run.Count / SamplesOfSlice, 1, MaxSlices);
            double before = 0;
            for (int slice = 0; slice < slices; slice++)
            {
                double rest = 0;
                for (int i = (int)((long)run.Count * slice / slices); i < (long)run.Count * (slice + 1) / slices; i++)
                    rest += run[i].Weight * ((run[i].Has ? 1 : 0) - share);
                squares += slice == 0 ? 0 : (rest - before) * (rest - before) / 2;
                differences += slice == 0 ? 0 : 1;
                before = rest;
            }

            count += slices;
        }

        return differences < FewestSlices ? (0, 1_000_000) : (squares / differences * count / (all * all), (int)Math.Max(2, differences * Efficiency));
    }
}
