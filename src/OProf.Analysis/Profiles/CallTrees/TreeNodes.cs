using System.Runtime.InteropServices;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>
/// The nodes of the trees of one group, as numbers. Node 0 stands above the roots. A node has a higher number than the one
/// above it.
/// </summary>
internal sealed class TreeNodes
{
    private readonly Dictionary<long, int> _children = [];
    private readonly List<(int Above, int Function)> _nodes = [(0, -1)];
    private readonly List<SampleCount> _selfs = [default];
    private readonly List<SampleCount> _totals = [default];

    internal int Count => _nodes.Count;

    internal int FunctionOf(int node) => _nodes[node].Function;

    internal int Above(int node) => _nodes[node].Above;

    internal ref SampleCount Self(int node) => ref CollectionsMarshal.AsSpan(_selfs)[node];

    internal ref SampleCount Total(int node) => ref CollectionsMarshal.AsSpan(_totals)[node];

    /// <summary>The node of a function below another node; made where there is none.</summary>
    internal int Below(int node, int function)
    {
        ref int child = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, ((long)node << 32) | (uint)function, out bool exists);
        if (exists)
            return child;
        _nodes.Add((node, function));
        _selfs.Add(default);
        _totals.Add(default);
        return child = _nodes.Count - 1;
    }

    /// <summary>Gives each node the sum of what is taken in it and below it.</summary>
    internal void SumUp()
    {
        for (int node = Count - 1; node > 0; node--)
        {
            Total(node).Add(Self(node));
            Total(Above(node)).Add(Total(node));
        }
    }
}
