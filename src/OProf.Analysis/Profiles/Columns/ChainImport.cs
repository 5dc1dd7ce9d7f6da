using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>
/// Takes over a source's chains as samples refer to them. What lies in memory without a file has other names in each
/// process, so chains through it become one for each process; all others keep one number, found by an array.
/// </summary>
internal sealed class ChainImport(SampleResolver resolver)
{
    private readonly StackTable _stacks = resolver.Source.Stacks;
    private readonly ProcessNumbers _ofStacks = new();

    // By number: frames as they were numbered here, plus 1. The source may have the same frame under several.
    private readonly ProcessNumbers _ofFrames = new();
    private readonly Dictionary<(StackFrame Frame, int ProcessId), int> _frames = [];
    private readonly Dictionary<int, int> _ofPlaces = [];
    private readonly Stack<(int Stack, int Frame)> _pending = new();

    // Where a frame is looked up: the process (0 for any) and its number at the source.
    private readonly Column<long> _sources = new();

    internal StackColumns Stacks { get; } = new();

    internal int FrameCount => _sources.Count;

    /// <summary>What a frame was at the source.</summary>
    internal (int Number, int ProcessId) SourceOf(int frame) => ((int)_sources[frame], (int)(_sources[frame] >> 32));

    /// <summary>The chain of a sample.</summary>
    /// <param name="stack">Its number at the source; 0 for none.</param>
    /// <param name="place">The sample's own place, for where there is no chain, or a flight recorder has dropped it.</param>
    /// <param name="processId">The sample's process.</param>
    internal int ChainOf(int stack, in StackFrame place, int processId)
    {
        if (_ofStacks.TryGet(stack, processId, out int known))
            return known;
        if (stack != 0 && _stacks.FrameOf(stack) != 0)
            return Import(stack, processId);
        int frame = FrameOf(resolver.Frames.NumberOf(place), place, processId);
        ref int alone = ref CollectionsMarshal.GetValueRefOrAddDefault(_ofPlaces, frame, out bool exists);
        return exists ? alone : alone = Stacks.Add(0, frame);
    }

    private int Import(int stack, int processId)
    {
        // Up to the first chain that is known (numbers fall on the way, so it ends), and back down from there.
        int chain = 0;
        bool perProcess = false;
        for (int number = stack; number != 0;)
        {
            if (_ofStacks.TryGet(number, processId, out chain))
            {
                perProcess = !_ofStacks.IsOfAny(number);
                break;
            }

            var node = _stacks.Node(number);
            _pending.Push((number, node.Frame));
            number = node.Parent;
        }

        while (_pending.TryPop(out var next))
        {
            int frame = FrameOf(next.Frame, processId);
            perProcess |= !_ofFrames.IsOfAny(next.Frame);
            chain = Stacks.Add(chain, frame);
            _ofStacks.Set(next.Stack, perProcess ? processId : ProcessNumbers.AnyProcess, chain);
        }

        return chain;
    }

    private int FrameOf(int number, int processId)
    {
        if (_ofFrames.TryGet(number, processId, out int known))
            return known - 1;
        var frame = _stacks.Frame(number);
        int index = FrameOf(number, frame, processId);
        _ofFrames.Set(number, AnonymousChains.IsAnonymous(frame) ? processId : ProcessNumbers.AnyProcess, index + 1);
        return index;
    }

    private int FrameOf(int number, in StackFrame frame, int processId)
    {
        int process = AnonymousChains.IsAnonymous(frame) ? processId : 0;
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_frames, (frame, process), out bool exists);
        return exists ? known : known = _sources.Add(FrameNames.Pack(process, number));
    }
}
