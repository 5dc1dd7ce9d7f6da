namespace OProf.Analysis.Baselines;

/// <summary>What a comparison with a baseline comes to.</summary>
public enum BaselineVerdict
{
    /// <summary>It has not grown by more than what does not matter, as far as can be told; three times that would have been seen.</summary>
    Unchanged,

    /// <summary>It has fallen by more than what does not matter.</summary>
    Improved,

    /// <summary>Too little was measured to tell.</summary>
    Undecided,

    /// <summary>It has grown by more than what does not matter.</summary>
    Regressed,
}
