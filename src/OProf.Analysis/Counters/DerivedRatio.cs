using OProf.Analysis.Profiles.Events;

namespace OProf.Analysis.Counters;

/// <summary>What a counter says together with another one, as perf stat prints it behind the #.</summary>
/// <param name="Value">The ratio: of the means, as the mean of ratios would give much weight to runs with little in them.</param>
/// <param name="Unit">What it is.</param>
internal sealed record DerivedRatio(double Value, string Unit)
{
    private static readonly (string[] Names, string[] Of, string Unit)[] s_pairs =
    [
        (["instructions"], ["cycles", "cpu-cycles"], "insn per cycle"),
        (["branch-misses"], ["branches", "branch-instructions"], "of all branches"),
        (["cache-misses"], ["cache-references"], "of all cache refs"),
    ];

    /// <summary>The ratio of a counter; null where there is nothing to relate it to.</summary>
    /// <param name="name">The counter.</param>
    /// <param name="mean">Its mean.</param>
    /// <param name="wallTime">Mean time of a run in nanoseconds.</param>
    /// <param name="means">The means of all counters that counted, by name.</param>
    public static DerivedRatio? Of(string name, double mean, double wallTime, IReadOnlyDictionary<string, double> means)
    {
        var parts = EventName.Of(name);
        if (parts.IsClock)
            return Over(mean, wallTime, "CPUs utilized");
        foreach (var (names, denominators, unit) in s_pairs)
        {
            if (names.Contains(parts.Base) && Find(means, denominators, parts.Modifiers) is { } other)
                return Over(mean, other, unit);
        }

        if (EventRatio.AccessesOf(parts.Base) is { } accesses && means.TryGetValue(accesses + parts.Modifiers, out double all))
            return Over(mean, all, $"of all {accesses}");
        if (TaskClock(means) is not { } clock)
            return null;
        return parts.Base is "cycles" or "cpu-cycles" ? Over(mean, clock, "GHz") : Over(mean, clock / 1e9, "/sec");
    }

    private static double? Find(IReadOnlyDictionary<string, double> means, string[] names, string modifiers)
    {
        foreach (string name in names)
        {
            if (means.TryGetValue(name + modifiers, out double mean))
                return mean;
        }

        return null;
    }

    private static double? TaskClock(IReadOnlyDictionary<string, double> means)
    {
        foreach (var (name, mean) in means)
        {
            if (EventName.Of(name).IsClock)
                return mean;
        }

        return null;
    }

    private static DerivedRatio? Over(double value, double by, string unit) => by > 0 ? new DerivedRatio(value / by, unit) : null;
}
