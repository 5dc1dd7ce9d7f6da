using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Folded;

/// <summary>
/// Call chains by the names of their frames, and what the samples of each weigh, by the command that they were
/// taken of. A sample costs two look-ups by integers; a chain is named once, whatever the number of its samples.
/// </summary>
/// <remarks>
/// Invariant: a node's caller has the lower number. Node 0 is the empty chain. Two chains may have the same names:
/// <see cref="FoldedOrder"/> puts them together. The nodes of chains that <see cref="NameChains"/> has named have their numbers.
/// </remarks>
internal sealed class FoldedTree(SampleResolver resolver)
{
    /// <summary>In place of a name: the node is of a chain that has several, and stands for none.</summary>
    public const int Apart = -1;

    private readonly StackTable _stacks = resolver.Source.Stacks;
    private readonly ProcessNumbers _ofStacks = new();
    private readonly Dictionary<string, int> _ofNames = [];

    // Frames of memory without a file have another name in each process.
    private readonly ProcessNumbers _ofFrames = new();
    private readonly Dictionary<string, int> _ofCommands = [];
    private readonly NumberMap _ofTasks = new();

    // The nodes of samples without a call chain, by their names.
    private readonly NumberMap _ofPlaces = new();
    private readonly Dictionary<long, long> _weights = [];
    private readonly Stack<(int Stack, int Frame)> _pending = new();
    private readonly Column<int> _parents = new();
    private readonly Column<int> _names = new();
    private readonly List<string> _texts = [];
    private readonly List<string> _commands = [];
    private int _chainsNamed;

    /// <summary>Names of the frames, each once.</summary>
    public IReadOnlyList<string> Names => _texts;

    /// <summary>Names of the commands, each once.</summary>
    public IReadOnlyList<string> Commands => _commands;

    /// <summary>Number of nodes, the empty chain included.</summary>
    public int Count => _parents.Count + 1;

    /// <summary>What the samples weigh whose innermost frame is a node: the sum of their periods, or their number without.</summary>
    public IReadOnlyCollection<KeyValuePair<long, long>> Weights => _weights;

    /// <summary>Index in <see cref="Commands"/>, and the node, of a key of <see cref="Weights"/>.</summary>
    public static (int Command, int Node) Unpack(long key) => ((int)(key >> 32), (int)key);

    /// <summary>The callers' node.</summary>
    public int ParentOf(int node) => _parents[node - 1];

    /// <summary>Index in <see cref="Names"/> of a node's innermost frame, or <see cref="Apart"/>; then so have all that it calls.</summary>
    public int NameOf(int node) => _names[node - 1];

    /// <summary>Makes room for so many different weights.</summary>
    public void Reserve(int weights) => _weights.EnsureCapacity(weights);

    /// <summary>
    /// Names all chains up to a number, one after the other, before any sample is added: for who adds samples of most of them, as that is less
    /// work than to find those of a sample that are new. Those with code that has other names in other processes are left to that.
    /// </summary>
    /// <param name="last">Number of the last chain.</param>
    // One call, in which all of a table is gone through: it would not be compiled again while it runs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void NameChains(int last)
    {
        for (int stack = 1; stack <= last; stack++)
        {
            var chain = _stacks.Node(stack);
            bool isOfAny = chain.Frame != 0 && (chain.Parent == 0 || _names[chain.Parent - 1] != Apart);
            Begin(chain.Parent, isOfAny && TryName(chain.Frame, out int name) ? name : Apart);
        }

        _chainsNamed = last;
    }

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
            : NodeOf(NameOf(resolver.Frames.Of(resolver.Frames.NumberOf(place), processId).Name));
        CollectionsMarshal.GetValueRefOrAddDefault(_weights, FrameNames.Pack(CommandOf(task, threadId), node), out _) += weight;
    }

    private int NodeOf(int stack, int processId)
    {
        // Up to the first chain that is known (numbers fall on the way, so it ends), and back down from there.
        int node = 0;
        bool perProcess = false;
        for (int at = stack; at != 0;)
        {
            if (at <= _chainsNamed && _names[at - 1] != Apart)
            {
                node = at;
                break;
            }

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
            node = Begin(node, Name(next.Frame, processId));
            perProcess |= !_ofFrames.IsOfAny(next.Frame);
            _ofStacks.Set(next.Stack, perProcess ? processId : ProcessNumbers.AnyProcess, node);
        }

        return node;
    }

    private int NodeOf(int name)
    {
        int node = _ofPlaces[name];
        if (node == 0)
            _ofPlaces[name] = node = Begin(0, name);
        return node;
    }

    private int Begin(int parent, int name)
    {
        _parents.Add(parent);
        return _names.Add(name) + 1;
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

    // The name of a frame that has the same one in all processes.
    private bool TryName(int frame, out int name)
    {
        bool isKnown = _ofFrames.TryGet(frame, ProcessNumbers.AnyProcess, out int known);
        bool isOfAny = isKnown || !AnonymousChains.IsAnonymous(_stacks.Frame(frame));
        name = isKnown ? known - 1 : isOfAny ? Name(frame, 0) : 0;
        return isOfAny;
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
