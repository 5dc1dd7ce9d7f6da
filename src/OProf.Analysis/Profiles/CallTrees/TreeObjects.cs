using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>Makes objects of those nodes that are to be shown.</summary>
internal sealed class TreeObjects
{
    private readonly Profile _profile;
    private readonly CallTreeGroup _group;
    private readonly TreeNodes _nodes;
    private readonly Dictionary<int, List<int>> _children = [];

    internal TreeObjects(Profile profile, in CallTreeGroup group, TreeNodes nodes, in SampleCount least)
    {
        _profile = profile;
        _group = group;
        _nodes = nodes;
        for (int node = 1; node < nodes.Count; node++)
        {
            // A call that recursion was folded out of has nothing left.
            if (nodes.Total(node).Samples == 0 || !nodes.Total(node).Reaches(least))
                continue;
            if (!_children.TryGetValue(nodes.Above(node), out var siblings))
                _children[nodes.Above(node)] = siblings = [];
            siblings.Add(node);
        }
    }

    /// <summary>The roots, with what is below them down to a depth. Without recursion, as chains may be very deep.</summary>
    internal CallTreeNode[] Below(int maxDepth)
    {
        var pending = new Stack<(int Node, CallTreeNode Object)>();
        var roots = Make(0, null, pending);
        while (pending.TryPop(out var next))
        {
            if (next.Object.Depth < maxDepth)
                next.Object.SetChildren(Make(next.Node, next.Object, pending));
        }

        return roots;
    }

    private CallTreeNode[] Make(int above, CallTreeNode? parent, Stack<(int, CallTreeNode)> pending)
    {
        if (!_children.TryGetValue(above, out var children))
            return [];
        var made = new CallTreeNode[children.Count];
        for (int index = 0; index < made.Length; index++)
        {
            int function = _nodes.FunctionOf(children[index]);
            made[index] = new CallTreeNode(
                parent, _group, _profile.LabelOf(function), _profile.ImageOf(function), _nodes.Self(children[index]), _nodes.Total(children[index]));
            pending.Push((children[index], made[index]));
        }

        Array.Sort(made, Compare);
        return made;
    }

    // Ties are broken by name, so that a tree is the same whenever it is made of the same samples.
    private static int Compare(CallTreeNode one, CallTreeNode other)
    {
        int order = other.Total.CompareTo(one.Total);
        if (order == 0)
            order = string.CompareOrdinal(one.Symbol, other.Symbol);
        return order != 0 ? order : string.CompareOrdinal(one.Image, other.Image);
    }
}
