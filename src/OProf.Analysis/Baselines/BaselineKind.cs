namespace OProf.Analysis.Baselines;

/// <summary>What kind of thing a baseline has a value of.</summary>
public enum BaselineKind
{
    /// <summary>A function's part of all samples. It is the same on other machines.</summary>
    Share,

    /// <summary>A count: the same on other machines where it is of what the program does, not of how long it took.</summary>
    Counter,

    /// <summary>A counter by that of a reference that was measured in turn.</summary>
    Ratio,
}
