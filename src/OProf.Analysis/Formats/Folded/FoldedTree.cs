using System.Runtime.InteropServices;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Folded;

/// <summary>
/// Call chains put together by the names of their frames, and what the samples of each weigh, by the command that they were
/// taken of. A sample costs two look-ups by integers; a chain is named once, whatever the number of its samples.
/// </summary>
/// <remarks>Invariant: a node's caller has the lower number. Node 0 is the empty chain.</remarks>
internal sealed class FoldedTree(SampleResolver resolver)
{
    private readonly StackTable _stacks = resolver.Source.Stacks;
    private readonly NumberMap _ofStacks = new();
    private readonly Dictionary<long, int> _ofProcesses = [];
    private readonly Dictionary<long, int> _children = [];
    private readonly Dictionary<string, int> _ofNames = [];
    private readonly NumberMap _ofFrames = new();
    private readonly Dictionary<string, int> _ofCommands = [];
    private readonly NumberMap _ofTasks = new();
    private readonly Dictionary<long, long> _weights = [];
    private readonly Stack<int> _pending = new();
    private readonly Column<int> _parents = new();
    private readonly Column<int> _names = new();
    private readonly List<string> _texts = [];
    private readonly List<string> _commands = [];

    /// <summary>Names of the frames, each once.</summary>
    public IReadOnlyList<string> Names => _texts;

    /// <summary>Names of the commands, each once.</summary>
    public IReadOnlyList<string> Commands => _commands;

    /// <summary>Number of nodes, the empty chain included.</summary>
    public int Count => _parents.Count + 1;

    /// <summary>What the samples weigh whose innermost frame is a node: the sum of their periods, or their number without.</summary>
    public IEnumerable<(int Command, int Node, long Weight)> Weights =>
        _weights.Select(static row => ((int)(row.Key >> 32), (int)row.Key, row.Value));

    /// <summary>The callers' node.</summary>
    public int ParentOf(int node) => _parents[node - 1];

    /// <summary>Index in <see cref="Names"/> of a node's innermost frame.</summary>
    public int NameOf(int node) => _names[node - 1];

    /// <summary>Adds a sample.</summary>
    public void Add(in StreamEvent sample)
    {
        int node = sample.Stack != 0 && _stacks.FrameOf(sample.Stack) != 0
            ? NodeOf(sample.Stack, sample.ProcessId)
            : Child(0, Name(resolver.Frames.NumberOf(new StackFrame(sample.Cookie, sample.Offset, sample.Mode, false)), sample.ProcessId));
        CollectionsMarshal.GetValueRefOrAddDefault(_weights, FrameNames.Pack(CommandOf(sample), node), out _) += sample.Period == 0 ? 1 : (long)sample.Period;
    }

    private int NodeOf(int stack, int processId)
    {
        int known = _ofStacks[stack];
        if (known != 0)
            return known;
        bool perProcess = resolver.DependsOnProcess(stack);
        if (perProcess && _ofProcesses.TryGetValue(FrameNames.Pack(processId, stack), out known))
            return known;

        // Up to the first chain that is known (numbers fall on the way, so it ends), and back down from there.
        int node = 0;
        for (int at = stack; at != 0 && !IsKnown(at, processId, out node); at = _stacks.ParentOf(at))
            _pending.Push(at);
        while (_pending.TryPop(out int at))
        {
            node = Child(node, Name(_stacks.FrameOf(at), processId));
            if (resolver.DependsOnProcess(at))
                _ofProcesses[FrameNames.Pack(processId, at)] = node;
            else
                _ofStacks[at] = node;
        }

        return node;
    }

    private bool IsKnown(int stack, int processId, out int node)
    {
        node = _ofStacks[stack];
        return node != 0 || (resolver.DependsOnProcess(stack) && _ofProcesses.TryGetValue(FrameNames.Pack(processId, stack), out node));
    }

    private int Child(int parent, int name)
    {
        ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, FrameNames.Pack(parent, name), out bool exists);
        if (!exists)
        {
            _parents.Add(parent);
            _names.Add(name);
            node = _parents.Count;
        }

        return node;
    }

    // Frames of memory without a file have another name in each process.
    private int Name(int frame, int processId)
    {
        bool isShared = frame > 0 && !AnonymousChains.IsAnonymous(_stacks.Frame(frame));
        int known = isShared ? _ofFrames[frame] : 0;
        if (known != 0)
            return known - 1;
        var (name, stays) = resolver.Frames.Of(frame, processId);
        int number = Intern(_ofNames, _texts, FoldedText.Of(name));
        if (isShared && stays)
            _ofFrames[frame] = number + 1;
        return number;
    }

    private int CommandOf(in StreamEvent sample)
    {
        int known = sample.Task >= 0 ? _ofTasks[sample.Task] : 0;
        if (known != 0)
            return known - 1;
        int number = Intern(_ofCommands, _commands, FoldedText.OfCommand(resolver.CommandOf(sample.Task, sample.ThreadId)));
        if (sample.Task >= 0)
            _ofTasks[sample.Task] = number + 1;
        return number;
    }

    private static int Intern(Dictionary<string, int> known, List<string> texts, string text)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, text, out bool exists);
        if (!exists)
        {
            number = texts.Count;
            texts.Add(text);
        }

        return number;
    }
}
