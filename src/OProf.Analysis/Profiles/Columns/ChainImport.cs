using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>
/// Takes over a source's chains as samples refer to them. What lies in memory without a file has other names in each
/// process, so chains through it become one for each process; all others keep one number, found by an array.
/// </summary>
internal sealed class ChainImport(SampleResolver resolver)
{
    // A chain that goes through such memory: its number is found with the process.
    private const int PerProcess = -1;

    private readonly StackTable _stacks = resolver.Source.Stacks;
    private readonly NumberMap _ofStacks = new();
    private readonly Dictionary<long, int> _ofProcesses = [];
    private readonly Dictionary<(StackFrame Frame, int ProcessId), int> _frames = [];
    private readonly Dictionary<int, int> _ofPlaces = [];
    private readonly Stack<int> _pending = new();

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
        int known = _ofStacks[stack];
        if (known > 0)
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
        for (int node = stack; node != 0; node = _stacks.ParentOf(node))
        {
            chain = _ofStacks[node];
            if (chain > 0)
                break;
            perProcess = chain == PerProcess && _ofProcesses.TryGetValue(FrameNames.Pack(processId, node), out chain);
            if (perProcess)
                break;
            chain = 0;
            _pending.Push(node);
        }

        while (_pending.TryPop(out int node))
        {
            int number = _stacks.FrameOf(node);
            var frame = _stacks.Frame(number);
            perProcess |= AnonymousChains.IsAnonymous(frame);
            chain = Stacks.Add(chain, FrameOf(number, frame, processId));
            _ofStacks[node] = perProcess ? PerProcess : chain;
            if (perProcess)
                _ofProcesses[FrameNames.Pack(processId, node)] = chain;
        }

        return chain;
    }

    private int FrameOf(int number, in StackFrame frame, int processId)
    {
        int process = AnonymousChains.IsAnonymous(frame) ? processId : 0;
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_frames, (frame, process), out bool exists);
        return exists ? known : known = _sources.Add(FrameNames.Pack(process, number));
    }
}
