using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>
/// Trees of callees. Chains share their callers' chains, and so each chain is mapped to its node once, after its callers'
/// chain, however many samples go through it.
/// </summary>
internal sealed class CalleeShape(Profile profile, bool[]? isRoot, RecursionFolding recursion) : ITreeShape
{
    private const int StacksPerCheck = 1 << 14;

    // By chain: its node in the group of that number. A chain outside of all roots is at node 0.
    private readonly int[] _nodes = new int[profile.Stacks.Count];
    private readonly int[] _groups = new int[profile.Stacks.Count];
    private readonly Stack<int> _pending = new();
    private int _group;

    public TreeNodes Build(Dictionary<int, SampleCount> stacks, in SampleCount least, CancellationToken cancellation)
    {
        var nodes = new TreeNodes();
        _group++;
        int done = 0;
        foreach (var (stack, count) in stacks)
        {
            if (done++ % StacksPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            nodes.Self(NodeOf(nodes, stack)).Add(count);
        }

        nodes.SumUp();
        return nodes;
    }

    private int NodeOf(TreeNodes nodes, int stack)
    {
        for (; stack != 0 && _groups[stack] != _group; stack = profile.Stacks.ParentOf(stack))
            _pending.Push(stack);
        int node = stack == 0 ? 0 : _nodes[stack];
        while (_pending.TryPop(out stack))
        {
            _groups[stack] = _group;
            _nodes[stack] = node = Below(nodes, node, profile.Frames[profile.Stacks.FrameOf(stack)].Function);
        }

        return node;
    }

    private int Below(TreeNodes nodes, int node, int function)
    {
        if (node == 0)
            return isRoot is null || isRoot[function] ? nodes.Below(0, function) : 0;
        if (recursion == RecursionFolding.Direct && nodes.FunctionOf(node) == function)
            return node;
        for (int above = node; recursion == RecursionFolding.Any && above != 0; above = nodes.Above(above))
        {
            if (nodes.FunctionOf(above) == function)
                return above;
        }

        return nodes.Below(node, function);
    }
}
