using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.Folded;

/// <summary>
/// The chains of a <see cref="FoldedTree"/> in the order of their texts, those with the same names as one: a walk through the tree
/// that goes into all nodes of one name below one caller together.
/// </summary>
/// <remarks>
/// Chains are numbered as the walk comes to them, so that what a chain calls follows it:
/// <code>
///   0 ── 1 main ── 2 main;a ── 3 main;a;x        invariants: a caller has the lower number, and of two chains without
///               └─ 4 main;b                      a common caller all of one have lower numbers than all of the other
/// </code>
/// </remarks>
internal sealed class FoldedOrder
{
    private readonly FoldedTree _tree;
    private readonly Node[] _nodes;
    private readonly Chain[] _chains;
    private int[] _siblingRanks = new int[64];

    // The nodes that the walk has come to, those of one chain side by side.
    private readonly int[] _members;
    private int _memberCount;

    /// <summary>Walks through a tree.</summary>
    /// <param name="tree">It; nothing is added any more.</param>
    public FoldedOrder(FoldedTree tree)
    {
        _tree = tree;
        _nodes = new Node[tree.Count];
        _chains = new Chain[tree.Count];
        _members = new int[tree.Count];
        int[] ranks = RanksOf(tree.Names);
        for (int node = _nodes.Length - 1; node > 0; node--)
        {
            int name = tree.NameOf(node);
            if (name == FoldedTree.Apart)
                continue;
            ref var caller = ref _nodes[tree.ParentOf(node)];
            ref var entry = ref _nodes[node];
            (entry.Next, entry.Rank) = (caller.First, ranks[name]);
            caller.First = node;
        }

        Walk();
    }

    // What the walk needs of a node lies together, as each step is to another place in memory.
    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        // The first of those that it calls, and the next one that its caller calls; 0 for none.
        public int First;
        public int Next;

        // Of its name in the order of names.
        public int Rank;
        public int Chain;
    }

    private readonly record struct Chain(int Caller, int Name);

    private readonly record struct Group(int Start, int End, int Caller);

    /// <summary>Number of the chain that a node is.</summary>
    public int ChainOf(int node) => _nodes[node].Chain;

    /// <summary>Number of the callers' chain; 0 is the empty one.</summary>
    public int CallerOf(int chain) => _chains[chain].Caller;

    /// <summary>Index of the name of a chain's innermost frame.</summary>
    public int NameOf(int chain) => _chains[chain].Name;

    /// <summary>The place of each text in the order of all.</summary>
    public static int[] RanksOf(IReadOnlyList<string> texts)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(texts[a], texts[b]));
        var ranks = new int[order.Length];
        for (int rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        return ranks;
    }

    // One call, in which all of a tree is gone through: it would not be compiled again while it runs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk()
    {
        var pending = new Stack<Group>();
        _members[_memberCount++] = 0;
        pending.Push(new Group(0, 1, 0));
        for (int chain = 0; pending.TryPop(out var group); chain++)
        {
            int node = _members[group.Start];
            _chains[chain] = new Chain(group.Caller, node == 0 ? 0 : _tree.NameOf(node));
            int start = _memberCount;
            for (int member = group.Start; member < group.End; member++)
            {
                ref var entry = ref _nodes[_members[member]];
                entry.Chain = chain;
                for (int callee = entry.First; callee != 0; callee = _nodes[callee].Next)
                    _members[_memberCount++] = callee;
            }

            PushCallees(pending, start, chain);
        }
    }

    // The first one last, as it is gone into first.
    private void PushCallees(Stack<Group> pending, int start, int caller)
    {
        int count = _memberCount - start;
        if (count <= 1)
        {
            if (count == 1)
                pending.Push(new Group(start, _memberCount, caller));
            return;
        }

        if (count > _siblingRanks.Length)
            Array.Resize(ref _siblingRanks, Math.Max(count, _siblingRanks.Length * 2));
        var ranks = _siblingRanks.AsSpan(0, count);
        for (int i = 0; i < count; i++)
            ranks[i] = _nodes[_members[start + i]].Rank;
        ranks.Sort(_members.AsSpan(start, count));
        for (int end = count; end > 0;)
        {
            int first = end - 1;
            while (first > 0 && ranks[first - 1] == ranks[first])
                first--;
            pending.Push(new Group(start + first, start + end, caller));
            end = first;
        }
    }
}
