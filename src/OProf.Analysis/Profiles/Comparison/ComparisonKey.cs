namespace OProf.Analysis.Profiles.Comparison;

/// <summary>What captures are compared by.</summary>
public enum ComparisonKey
{
    /// <summary>The function and the file name of its image.</summary>
    Symbol,

    /// <summary>The call chain, by its functions.</summary>
    Stack,
}
