using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>
/// Trees of callers, level by level: chains that differ near their roots and meet in what they have sampled share nothing
/// here, so each is followed by itself; but only as long as its node is large enough to be shown.
/// </summary>
internal sealed class CallerShape(Profile profile, bool[]? isRoot, RecursionFolding recursion) : ITreeShape
{
    private const int EntriesPerCheck = 1 << 16;

    private readonly List<Entry> _entries = [];

    // Where a chain has come to.
    private readonly record struct Entry(int Stack, int Node, SampleCount Total, SampleCount Self);

    public TreeNodes Build(Dictionary<int, SampleCount> stacks, in SampleCount least, CancellationToken cancellation)
    {
        var nodes = new TreeNodes();
        _entries.Clear();
        foreach (var (stack, count) in stacks)
        {
            int at = Start(stack);
            if (at == 0)
                continue;
            int function = FunctionOf(at);
            Arrive(nodes, new Entry(at, nodes.Below(0, function), count, function == FunctionOf(stack) ? count : default));
        }

        while (_entries.Count > 0)
            Step(nodes, least, cancellation);
        return nodes;
    }

    private int FunctionOf(int stack) => profile.Frames[profile.Stacks.FrameOf(stack)].Function;

    // The frame to begin at: the innermost, or the outermost of those asked for; 0 for none.
    private int Start(int stack)
    {
        if (isRoot is null)
            return stack;
        int start = 0;
        for (; stack != 0; stack = profile.Stacks.ParentOf(stack))
        {
            if (isRoot[FunctionOf(stack)])
                start = stack;
        }

        return start;
    }

    private void Arrive(TreeNodes nodes, in Entry entry)
    {
        nodes.Total(entry.Node).Add(entry.Total);
        nodes.Self(entry.Node).Add(entry.Self);
        _entries.Add(entry);
    }

    private void Step(TreeNodes nodes, in SampleCount least, CancellationToken cancellation)
    {
        int count = _entries.Count;
        for (int index = 0; index < count; index++)
        {
            if (index % EntriesPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            var entry = _entries[index];
            if (!nodes.Total(entry.Node).Reaches(least))
                continue;
            int stack = profile.Stacks.ParentOf(entry.Stack);
            for (; stack != 0; stack = profile.Stacks.ParentOf(stack))
            {
                if (!IsFolded(nodes, entry.Node, FunctionOf(stack)))
                    break;
            }

            if (stack != 0)
                Arrive(nodes, entry with { Stack = stack, Node = nodes.Below(entry.Node, FunctionOf(stack)) });
        }

        _entries.RemoveRange(0, count);
    }

    private bool IsFolded(TreeNodes nodes, int node, int function)
    {
        if (recursion == RecursionFolding.Direct)
            return nodes.FunctionOf(node) == function;
        for (; recursion == RecursionFolding.Any && node != 0; node = nodes.Above(node))
        {
            if (nodes.FunctionOf(node) == function)
                return true;
        }

        return false;
    }
}
