namespace OProf.Analysis.Statistics;

/// <summary>What the interval of a ratio says.</summary>
public enum RatioVerdict
{
    /// <summary>Not enough was measured: it holds both no difference and one that matters.</summary>
    Undecided,

    /// <summary>The interval lies below 1.</summary>
    Lower,

    /// <summary>Whatever the difference is, it is one that does not matter.</summary>
    Same,

    /// <summary>The interval lies above 1.</summary>
    Higher,
}
