namespace OProf.Analysis.Statistics;

/// <summary>How often something has to be measured.</summary>
internal static class RepetitionCount
{
    /// <summary>Where a benchmark would never end, a larger number says no more.</summary>
    public const int Most = 1_000_000;

    /// <summary>Repetitions after which the margin of the mean is as narrow as asked for: the first n with t(n − 1) · deviation / √n at most that.</summary>
    /// <param name="deviation">Standard deviation of one.</param>
    /// <param name="margin">The margin.</param>
    /// <param name="least">The least number that can tell anything.</param>
    public static int For(double deviation, double margin, int least)
    {
        if (deviation == 0)
            return least;
        int low = least, high = Most;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (StudentT.TwoSided(Spread.Confidence, middle - 1) * deviation / Math.Sqrt(middle) <= margin)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
