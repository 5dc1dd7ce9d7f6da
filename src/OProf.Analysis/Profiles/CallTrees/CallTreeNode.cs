using System.Text;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>
/// A function at one place of a call tree. In a tree of callees, Total counts the samples taken in the function or below it
/// when it was called this way, and Self those in itself. In a tree of callers, Total counts the samples of the root that came
/// this way, and Self those of them that were taken in the root function itself.
/// </summary>
public sealed class CallTreeNode
{
    private readonly CallTreeNode? _parent;
    private bool _isLast;

    internal CallTreeNode(CallTreeNode? parent, in CallTreeGroup group, string symbol, string image, in SampleCount self, in SampleCount total)
    {
        _parent = parent;
        Depth = parent is null ? 0 : parent.Depth + 1;
        Event = group.Event;
        ProcessId = group.ProcessId;
        Command = group.Command;
        Symbol = symbol;
        Image = image;
        Self = self.ShareOf(group.All);
        Total = total.ShareOf(group.All);
        SelfSamples = self.Samples;
        TotalSamples = total.Samples;
        SelfPeriod = (long)self.Period;
        TotalPeriod = (long)total.Period;
    }

    /// <summary>The event.</summary>
    public string Event { get; }

    /// <summary>Process id, in trees by process.</summary>
    public int? ProcessId { get; }

    /// <summary>Name of the process's main thread, in trees by process.</summary>
    public string? Command { get; }

    /// <summary>Distance from the root; 0 for the root itself.</summary>
    public int Depth { get; }

    /// <summary>The part of the event's whole period that <see cref="SelfPeriod"/> is, 0 to 1; of the number of samples where periods were not recorded.</summary>
    public double Self { get; }

    /// <summary>The like part of <see cref="TotalPeriod"/>.</summary>
    public double Total { get; }

    /// <summary>Number of samples in the function itself.</summary>
    public long SelfSamples { get; }

    /// <summary>Number of samples, with those below.</summary>
    public long TotalSamples { get; }

    /// <summary>What the samples of <see cref="SelfSamples"/> stand for, in the event's unit: nanoseconds for the clocks, else occurrences.</summary>
    public long SelfPeriod { get; }

    /// <summary>What the samples of <see cref="TotalSamples"/> stand for.</summary>
    public long TotalPeriod { get; }

    /// <summary>The function.</summary>
    public string Symbol { get; }

    /// <summary>The file it is in, or one of perf's names in brackets.</summary>
    public string Image { get; }

    /// <summary>What it calls, or in a tree of callers what calls it; without what has less than the least share.</summary>
    public CallTreeChildren Children { get; private set; } = new([]);

    /// <summary>The lines that stand before the symbol where the tree is printed, two characters for each level.</summary>
    public string GetBranch()
    {
        if (_parent is null)
            return "";
        var text = new StringBuilder(_isLast ? "└─" : "├─");
        for (var node = _parent; node._parent is not null; node = node._parent)
            text.Insert(0, node._isLast ? "  " : "│ ");
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Symbol;

    internal void SetChildren(CallTreeNode[] children)
    {
        if (children.Length > 0)
            children[^1]._isLast = true;
        Children = new CallTreeChildren(children);
    }
}
