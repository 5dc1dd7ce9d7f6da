namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>A box of a flame graph.</summary>
/// <param name="Parent">Index of the node that called it; -1 for the root. Always lower than its own.</param>
/// <param name="Frame">Index in <see cref="FlameTree.Frames"/>.</param>
public record struct FlameNode(int Parent, int Frame)
{
    /// <summary>Weight of the samples in the function itself.</summary>
    public long Self { get; internal set; }

    /// <summary>Weight of the samples in it and in what it called.</summary>
    public long Total { get; internal set; }

    /// <summary>The same of the baseline.</summary>
    public long BaselineTotal { get; internal set; }
}
