namespace OProf.Analysis.Baselines;

/// <summary>What an interval says of a growth that does not matter.</summary>
/// <remarks>
/// <code>
///                0        within                              of the difference
///     ───────────┼──────────┼──────────────────────────
///                           │  ├────●────┤                  regressed: all of it beyond
///            ├───●───┤      │                               unchanged: all of it below ...
///                ├─────●────┼─┤                             ... or no wider than within: three times that would have been seen
///        ├───────────────●──┼────────────┤                  undecided
/// </code>
/// </remarks>
internal static class BaselineDecision
{
    /// <summary>The most runs that are ever advised.</summary>
    private const int MostRepeat = 1_000_000;

    /// <summary>What the interval says.</summary>
    public static BaselineVerdict Of(double low, double difference, double high, double within)
    {
        if (low > within)
            return BaselineVerdict.Regressed;
        if (high < -within)
            return BaselineVerdict.Improved;
        return high <= within || difference - low <= within ? BaselineVerdict.Unchanged : BaselineVerdict.Undecided;
    }

    /// <summary>How many runs make the error small enough.</summary>
    /// <param name="varianceBefore">The part of the error's square that is the baseline's.</param>
    /// <param name="varianceAfter">The part that is of these runs.</param>
    /// <param name="error">The error that is small enough.</param>
    /// <param name="repeat">How many runs there were.</param>
    /// <returns>Null where the baseline's part alone is too large.</returns>
    public static int? RepeatFor(double varianceBefore, double varianceAfter, double error, int repeat)
    {
        double left = (error * error) - varianceBefore;
        return left > 0 ? (int)Math.Clamp(Math.Ceiling(repeat * varianceAfter / left), repeat + 1, MostRepeat) : null;
    }
}
