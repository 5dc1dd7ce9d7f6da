using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>Puts the call chains of one or two profiles together to one tree.</summary>
internal sealed class FlameTreeBuilder
{
    private const string RootName = "all";

    private readonly bool _byProcess;
    private readonly List<FlameFrame> _frames = [];
    private readonly Dictionary<FlameFrame, int> _frameNumbers = [];
    private readonly Dictionary<(int Parent, int Frame), int> _children = [];
    private readonly List<FlameNode> _nodes = [];
    private readonly List<long> _baselineSelf = [];

    /// <summary>Begins a tree.</summary>
    /// <param name="byProcess">Whether the root's children are the processes.</param>
    public FlameTreeBuilder(bool byProcess)
    {
        _byProcess = byProcess;
        NodeOf(-1, NumberOf(new FlameFrame(RootName, "", FlameFrameKind.Root)));
    }

    /// <summary>Adds the samples of one event.</summary>
    public void Add(Profile profile, int kind, bool isBaseline)
    {
        // Each chain of a process is walked once, however many samples it has.
        var weights = new Dictionary<(int Process, int Stack), long>();
        foreach (var sample in profile.Samples)
        {
            if (sample.Event != kind)
                continue;
            int process = _byProcess ? profile.Threads[sample.Thread].ProcessName : -1;
            CollectionsMarshal.GetValueRefOrAddDefault(weights, (process, sample.Stack), out _) += profile.Events[kind].WeightOf(sample.Period);
        }

        var functions = new int[profile.Functions.Count];
        Array.Fill(functions, -1);
        var nodes = new Dictionary<(int Process, int Stack), int>();
        var chain = new Stack<int>();
        foreach (var ((process, stack), weight) in weights)
        {
            int node = -1;
            int at = stack;
            for (; at != 0 && !nodes.TryGetValue((process, at), out node); at = profile.Stacks.ParentOf(at))
                chain.Push(at);
            if (at == 0)
                node = process < 0 ? 0 : NodeOf(0, NumberOf(new FlameFrame(profile.Strings[process], "", FlameFrameKind.Root)));
            while (chain.TryPop(out at))
            {
                int function = profile.Frames[profile.Stacks.FrameOf(at)].Function;
                ref int frame = ref functions[function];
                if (frame < 0)
                    frame = NumberOf(FrameOf(profile, function));
                nodes[(process, at)] = node = NodeOf(node, frame);
            }

            if (isBaseline)
                _baselineSelf[node] += weight;
            else
                CollectionsMarshal.AsSpan(_nodes)[node].Self += weight;
        }
    }

    /// <summary>The tree of what was added.</summary>
    /// <param name="kind">The event.</param>
    /// <param name="minimumShare">Boxes that are smaller than that, in both profiles, are left out.</param>
    public FlameTree Build(EventRow kind, double minimumShare)
    {
        var nodes = CollectionsMarshal.AsSpan(_nodes);
        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            ref var node = ref nodes[i];
            node.Total += node.Self;
            node.BaselineTotal += _baselineSelf[i];
            if (node.Parent < 0)
                continue;
            nodes[node.Parent].Total += node.Total;
            nodes[node.Parent].BaselineTotal += node.BaselineTotal;
        }

        double least = nodes[0].Total * minimumShare;
        double leastOfBaseline = nodes[0].BaselineTotal * minimumShare;
        var kept = new List<FlameNode>();
        var places = new int[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            bool isLarge = i == 0 || (node.Total > 0 && node.Total >= least) || (node.BaselineTotal > 0 && node.BaselineTotal >= leastOfBaseline);
            places[i] = isLarge ? kept.Count : -1;
            if (isLarge)
                kept.Add(node with { Parent = node.Parent < 0 ? -1 : places[node.Parent] });
        }

        return new FlameTree(kind, _frames, kept);
    }

    private static FlameFrame FrameOf(Profile profile, int function)
    {
        var row = profile.Functions[function];
        string image = profile.ImageOf(function);
        return row.Line > 0
            ? new FlameFrame(profile.LabelOf(function), image, FlameFrameKind.Script)
            : FlameFrame.Of(row.IsKnown ? profile.NameOf(function) : null, image);
    }

    private int NumberOf(in FlameFrame frame)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_frameNumbers, frame, out bool exists);
        if (!exists)
        {
            number = _frames.Count;
            _frames.Add(frame);
        }

        return number;
    }

    private int NodeOf(int parent, int frame)
    {
        ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, (parent, frame), out bool exists);
        if (!exists)
        {
            node = _nodes.Count;
            _nodes.Add(new FlameNode(parent, frame));
            _baselineSelf.Add(0);
        }

        return node;
    }
}
