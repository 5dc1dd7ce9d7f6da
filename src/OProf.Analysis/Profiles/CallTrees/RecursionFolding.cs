namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>What becomes of functions that call themselves.</summary>
public enum RecursionFolding
{
    /// <summary>A function that calls itself is one node, however deep. Totals stay those of the functions.</summary>
    Direct,

    /// <summary>
    /// Also where it comes back through others, what is below goes on at the first node: so those between have a total
    /// without the samples of the inner calls.
    /// </summary>
    Any,

    /// <summary>Each call is a node.</summary>
    None,
}
