namespace OProf.Analysis.Profiles.Comparison;

/// <summary>
/// What is significant of many tests, so that with the probability of the level, and no more, anything is where nothing
/// changed: Holm's method. Keys of so few samples that no outcome could be significant do not count as tests (Tarone's).
/// </summary>
internal static class MultipleTests
{
    /// <summary>Sets the adjusted probabilities and what is significant.</summary>
    /// <param name="results">The tests.</param>
    /// <param name="shareOfOther">The part of all samples of both that the second capture has: 0 to 1.</param>
    /// <param name="level">The level.</param>
    internal static void Adjust(Span<ShareTestResult> results, double shareOfOther, double level)
    {
        var least = new double[results.Length];
        for (int index = 0; index < least.Length; index++)
            least[index] = Least(results[index].BaselineSamples + results[index].Samples, shareOfOther);
        Array.Sort(least);

        // The smallest number of tests for which no more than that many keys could be significant among so many.
        int tests = 1;
        while (tests < least.Length && CountUpTo(least, level / tests) > tests)
            tests++;

        var order = new int[results.Length];
        var values = new double[results.Length];
        for (int index = 0; index < order.Length; index++)
        {
            order[index] = index;
            bool counts = Least(results[index].BaselineSamples + results[index].Samples, shareOfOther) <= level / tests;
            values[index] = counts ? results[index].PValue : 2;
        }

        Array.Sort(values, order);
        double highest = 0;
        for (int rank = 0; rank < order.Length && values[rank] <= 1; rank++)
        {
            ref var result = ref results[order[rank]];
            highest = Math.Max(highest, Math.Min(1, values[rank] * Math.Max(1, tests - rank)));
            result.AdjustedPValue = highest;
            result.IsSignificant = highest <= level;
        }
    }

    // All of them in one capture.
    private static double Least(long samples, double shareOfOther) =>
        Math.Min(1, 2 * Math.Pow(Math.Min(shareOfOther, 1 - shareOfOther), samples));

    private static int CountUpTo(double[] sorted, double limit)
    {
        int low = 0;
        for (int high = sorted.Length; low < high;)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= limit)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
