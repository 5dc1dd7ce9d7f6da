using OProf.Analysis.Baselines;

namespace OProf.Analysis.Tests.Baselines;

/// <summary>Baselines by construction: shares drawn as sampling draws them, counters with a spread that is known.</summary>
internal static class MeasuredBaseline
{
    public static readonly BaselineMachine Machine = new("x86_64", 2, "0123456789ab", "6.1.0", "A processor");

    public static Baseline Of(params BaselineSeries[] counters) => new()
    {
        Name = "work",
        Repeat = 10,
        WarmUp = 1,
        RunTime = TimeSpan.FromMilliseconds(300),
        Machine = Machine,
        Version = "0.1.0",
        Counters = counters,
    };

    public static Baseline Of(BaselineProfile profile) => Of() with { Profile = profile };

    /// <summary>Values around a mean, normally distributed.</summary>
    public static BaselineSeries Series(string name, double mean, double relativeDeviation, int count, Random random, string unit = "") => new(
        name, unit, [.. Enumerable.Range(0, count).Select(_ => Math.Round(mean * (1 + (relativeDeviation * Normal(random)))))]);

    /// <summary>Samples of runs, each sample drawn by itself; between runs the shares waver by a part of themselves.</summary>
    public static BaselineProfile Profile((string Symbol, double Share)[] symbols, int runs, int samplesOfRun, double waver, Random random)
    {
        var counts = new long[symbols.Length, runs];
        for (int run = 0; run < runs; run++)
        {
            double[] weights = [.. symbols.Select(symbol => symbol.Share * Math.Max(0, 1 + (waver * Normal(random))))];
            double all = weights.Sum();
            for (int sample = 0; sample < samplesOfRun; sample++)
            {
                double at = random.NextDouble() * all;
                int drawn = 0;
                while (drawn < weights.Length - 1 && at >= weights[drawn])
                    at -= weights[drawn++];
                counts[drawn, run]++;
            }
        }

        double total = runs * (double)samplesOfRun;
        var shares = new List<SymbolShare>();
        for (int i = 0; i < symbols.Length; i++)
        {
            double share = Enumerable.Range(0, runs).Sum(run => counts[i, run]) / total;
            double squares = Enumerable.Range(0, runs).Sum(run => Math.Pow(counts[i, run] - (share * samplesOfRun), 2));
            shares.Add(new SymbolShare(symbols[i].Symbol, "program", share, Math.Sqrt(squares * runs / (runs - 1)) / total));
        }

        return new BaselineProfile
        {
            Event = "cpu-clock",
            IsUserOnly = true,
            Frequency = 4999,
            Samples = (long)total,
            Freedom = runs - 1,
            Symbols = shares,
            Stacks = [.. shares.Select(share => new StackShare($"main;{share.Symbol}", share.Share))],
        };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
