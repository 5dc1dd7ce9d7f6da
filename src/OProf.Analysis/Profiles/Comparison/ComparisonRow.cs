namespace OProf.Analysis.Profiles.Comparison;

/// <summary>One function, or call chain, of two captures. Shares are of the event's samples, 0 to 1, by period.</summary>
public sealed class ComparisonRow
{
    internal ComparisonRow(string eventName, string symbol, string image, string? stack, in ShareTestResult test, string baseline, string capture)
    {
        Event = eventName;
        Symbol = symbol;
        Image = image;
        CallStack = stack;
        BaselineShare = test.BaselineShare;
        Share = test.Share;
        BaselineSamples = test.BaselineSamples;
        Samples = test.Samples;
        PValue = test.PValue;
        AdjustedPValue = test.AdjustedPValue;
        IsSignificant = test.IsSignificant;
        Baseline = baseline;
        Capture = capture;
    }

    /// <summary>What became of the share.</summary>
    public ShareChange Change
    {
        get
        {
            if (BaselineSamples == 0)
                return ShareChange.New;
            if (Samples == 0)
                return ShareChange.Removed;
            if (!IsSignificant)
                return ShareChange.None;
            return Difference > 0 ? ShareChange.Increased : ShareChange.Decreased;
        }
    }

    /// <summary>Share in the baseline.</summary>
    public double BaselineShare { get; }

    /// <summary>Share in the capture that is compared with it.</summary>
    public double Share { get; }

    /// <summary><see cref="Share"/> less <see cref="BaselineShare"/>.</summary>
    public double Difference => Share - BaselineShare;

    /// <summary><see cref="Share"/> by <see cref="BaselineShare"/>; null where the baseline has none.</summary>
    public double? Ratio => BaselineShare == 0 ? null : Share / BaselineShare;

    /// <summary>Whether the difference is more than chance, given all that was compared.</summary>
    public bool IsSignificant { get; }

    /// <summary>Probability of a difference as large, either way, if nothing had changed; of this row by itself.</summary>
    public double PValue { get; }

    /// <summary>The like probability for any of the rows that were tested (Holm's method); at most the level where the row is significant.</summary>
    public double AdjustedPValue { get; }

    /// <summary>The function; of a call chain the innermost.</summary>
    public string Symbol { get; }

    /// <summary>The file name of its image, or one of perf's names in brackets.</summary>
    public string Image { get; }

    /// <summary>The call chain, outermost first, separated by semicolons; null where compared by symbol.</summary>
    public string? CallStack { get; }

    /// <summary>The event.</summary>
    public string Event { get; }

    /// <summary>Number of samples in the baseline.</summary>
    public long BaselineSamples { get; }

    /// <summary>Number of samples in the capture that is compared with it.</summary>
    public long Samples { get; }

    /// <summary>Name of the baseline.</summary>
    public string Baseline { get; }

    /// <summary>Name of the capture that is compared with it.</summary>
    public string Capture { get; }
}
