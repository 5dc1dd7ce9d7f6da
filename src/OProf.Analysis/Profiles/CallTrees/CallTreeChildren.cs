using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>What a node of a call tree leads to, the largest total first. As text, the symbols.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is the children.")]
public sealed class CallTreeChildren : IReadOnlyList<CallTreeNode>
{
    private readonly CallTreeNode[] _nodes;

    internal CallTreeChildren(CallTreeNode[] nodes) => _nodes = nodes;

    /// <summary>Number of them.</summary>
    public int Count => _nodes.Length;

    /// <summary>One of them.</summary>
    public CallTreeNode this[int index] => _nodes[index];

    /// <inheritdoc/>
    public IEnumerator<CallTreeNode> GetEnumerator() => ((IEnumerable<CallTreeNode>)_nodes).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _nodes.Select(static node => node.Symbol));
}
