namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>How a call tree is made.</summary>
public sealed record CallTreeOptions
{
    /// <summary>Least share of a node unless another one is said: 0.005, as perf's.</summary>
    public const double DefaultMinimumShare = 0.005;

    /// <summary>Which way it goes.</summary>
    public CallTreeDirection Direction { get; init; }

    /// <summary>
    /// Says of a function's name and image whether trees begin there; null for the outermost (or, for callers, the innermost)
    /// frames. Of several such frames in a chain it is the outermost, so that each sample counts once. Asked once for each function.
    /// </summary>
    public Func<string, string, bool>? IsRoot { get; init; }

    /// <summary>Least share of the event's samples that a node has to have, with what is below it: 0 to 1.</summary>
    public double MinimumShare { get; init; } = DefaultMinimumShare;

    /// <summary>Depth of the deepest nodes to show; the roots have 0.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;

    /// <summary>What becomes of recursion.</summary>
    public RecursionFolding Recursion { get; init; }

    /// <summary>Whether each process has trees of its own.</summary>
    public bool ByProcess { get; init; }
}
