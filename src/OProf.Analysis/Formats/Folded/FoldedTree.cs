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
    private readonly ProcessNumbers _ofStacks = new();
    private readonly NumberTable<ChildKey> _children = new();
    private readonly Dictionary<string, int> _ofNames = [];

    // Frames of memory without a file have another name in each process.
    private readonly ProcessNumbers _ofFrames = new();
    private readonly Dictionary<string, int> _ofCommands = [];
    private readonly NumberMap _ofTasks = new();
    private readonly Dictionary<long, long> _weights = [];
    private readonly Stack<(int Stack, int Frame)> _pending = new();
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
    public void Add(in StreamEvent sample) => Add(
        sample.Task, sample.ProcessId, sample.ThreadId, sample.Stack, new StackFrame(sample.Cookie, sample.Offset, sample.Mode, false),
        sample.Period == 0 ? 1 : (long)sample.Period);

    /// <summary>Adds samples that are alike.</summary>
    public void Add(in SampleSum sum)
    {
        var task = resolver.Source.Tasks.Key(sum.Task);
        Add(
            sum.Task, task.ProcessId, task.ThreadId, sum.Stack, new StackFrame(sum.Cookie, sum.Offset, sum.Mode, false),
            sum.Period == 0 ? sum.Samples : (long)sum.Period);
    }

    private void Add(int task, int processId, int threadId, int stack, in StackFrame place, long weight)
    {
        int node = stack != 0 && _stacks.FrameOf(stack) != 0
            ? NodeOf(stack, processId)
            : Child(0, NameOf(resolver.Frames.Of(resolver.Frames.NumberOf(place), processId).Name));
        CollectionsMarshal.GetValueRefOrAddDefault(_weights, FrameNames.Pack(CommandOf(task, threadId), node), out _) += weight;
    }

    private int NodeOf(int stack, int processId)
    {
        // Up to the first chain that is known (numbers fall on the way, so it ends), and back down from there.
        int node = 0;
        bool perProcess = false;
        for (int at = stack; at != 0;)
        {
            if (_ofStacks.TryGet(at, processId, out node))
            {
                perProcess = !_ofStacks.IsOfAny(at);
                break;
            }

            var chain = _stacks.Node(at);
            _pending.Push((at, chain.Frame));
            at = chain.Parent;
        }

        while (_pending.TryPop(out var next))
        {
            node = Child(node, Name(next.Frame, processId));
            perProcess |= !_ofFrames.IsOfAny(next.Frame);
            _ofStacks.Set(next.Stack, perProcess ? processId : ProcessNumbers.AnyProcess, node);
        }

        return node;
    }

    private int Child(int parent, int name)
    {
        int node = _children.FindOrAdd(new ChildKey(parent, name), Count);
        if (node == Count)
        {
            _parents.Add(parent);
            _names.Add(name);
        }

        return node;
    }

    private int Name(int frame, int processId)
    {
        if (_ofFrames.TryGet(frame, processId, out int known))
            return known - 1;
        var (name, stays) = resolver.Frames.Of(frame, processId);
        int number = NameOf(name);
        if (stays)
            _ofFrames.Set(frame, AnonymousChains.IsAnonymous(_stacks.Frame(frame)) ? processId : ProcessNumbers.AnyProcess, number + 1);
        return number;
    }

    private int NameOf(FrameName name) => Intern(_ofNames, _texts, FoldedText.Of(name));

    private int CommandOf(int task, int threadId)
    {
        int known = task >= 0 ? _ofTasks[task] : 0;
        if (known != 0)
            return known - 1;
        int number = Intern(_ofCommands, _commands, FoldedText.OfCommand(resolver.CommandOf(task, threadId)));
        if (task >= 0)
            _ofTasks[task] = number + 1;
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
