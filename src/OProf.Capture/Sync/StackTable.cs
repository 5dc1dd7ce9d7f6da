namespace OProf.Capture.Sync;

/// <summary>
/// Call chains, each said once: a chain is its innermost frame and the number of its callers' chain, so that chains share
/// what they have in common. Chain 0 is the empty one. One thread adds, any thread reads.
/// </summary>
/// <remarks>
/// A session that runs for days meets ever new chains. So the table can begin a new generation: chains get new numbers
/// from then on, and none of them refers to an older generation, which can be dropped when nothing refers to it any more.
/// What has been dropped reads as the empty chain.
/// </remarks>
public sealed class StackTable
{
    // What some hundred samples may add.
    private const int ValuesAhead = 4096;

    private readonly InternTable<FrameKey> _frames = new();
    private readonly ChainTable _nodes = new();

    private readonly Queue<StackGeneration> _older = new();
    private StackGeneration _current = new(0, 0, 0);
    private long _bytesBefore;

    /// <summary>Makes a table that holds the empty chain.</summary>
    public StackTable() => _frames.Intern(default);

    /// <summary>Number of chains, the empty one included.</summary>
    public int Count => _nodes.Count;

    /// <summary>Number of different frames, the placeholder 0 included.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>Number of the generation that chains are added to; 0 and up.</summary>
    internal int Generation => _current.Number;

    /// <summary>Bytes that were added in this generation.</summary>
    internal long GenerationBytes => Bytes - _bytesBefore;

    /// <summary>Bytes held.</summary>
    public long Bytes => _frames.Bytes + _nodes.Bytes;

    /// <summary>The frame of a number that <see cref="FrameOf"/> gave.</summary>
    public StackFrame Frame(int frame)
    {
        var key = _frames[frame];
        return new StackFrame(key.Cookie, key.Offset, (ProcessorMode)(key.Bits & 0xFF), (key.Bits & 0x100) != 0);
    }

    /// <summary>Number of the innermost frame of a chain; 0 for the empty chain.</summary>
    public int FrameOf(int stack) => _nodes[stack].Frame;

    /// <summary>Number of the chain of a chain's callers; always lower than <paramref name="stack"/>, but for 0.</summary>
    public int ParentOf(int stack) => _nodes[stack].Parent;

    /// <summary>A chain by its number.</summary>
    internal StackNode Node(int stack) => _nodes[stack];

    /// <summary>Has what <see cref="InternFrame"/> will look at fetched into the processor's cache.</summary>
    internal void PrefetchFrame(in FrameKey frame) => _frames.Prefetch(frame);

    /// <summary>Number of a frame; adds it where it is new. For the one writer only.</summary>
    internal int InternFrame(in FrameKey frame) => _frames.Intern(frame);

    /// <summary>Number of a chain; adds what is new of it. For the one writer only.</summary>
    /// <param name="frames">Numbers of its frames, the outermost first.</param>
    /// <param name="keys">For each of them the key of the chain that ends with it.</param>
    /// <param name="outer">Number of a chain that it goes on from; 0 for none.</param>
    internal int InternChain(ReadOnlySpan<int> frames, ReadOnlySpan<NodeKey> keys, int outer = 0) => _nodes.Intern(outer, frames, keys);

    /// <summary>Number of a chain; adds what is new of it. For the one writer only.</summary>
    /// <param name="frames">Its frames, the outermost first.</param>
    internal int InternChain(ReadOnlySpan<FrameKey> frames)
    {
        var numbers = new int[frames.Length];
        var keys = new NodeKey[frames.Length];
        var key = default(NodeKey);
        for (int i = 0; i < frames.Length; i++)
        {
            numbers[i] = InternFrame(frames[i]);
            keys[i] = key = key.With(numbers[i]);
        }

        return _nodes.Intern(0, numbers, keys);
    }

    /// <summary>Adds all chains of another table. For the one writer only.</summary>
    /// <param name="other">The other table, which nobody adds to meanwhile.</param>
    /// <param name="cookieOf">The cookie here of a cookie there.</param>
    /// <returns>The number here of each chain there, by its number.</returns>
    internal int[] Import(StackTable other, Func<ulong, ulong> cookieOf)
    {
        const int Together = 32;
        int[] frames = ImportFrames(other, cookieOf);

        // A chain comes after that of its callers. Each look-up waits for memory, so the waits of some overlap.
        var stacks = new int[other.Count];
        var keys = new NodeKey[other.Count];
        for (int start = 1; start < stacks.Length; start += Together)
        {
            int end = Math.Min(start + Together, stacks.Length);
            for (int stack = start; stack < end; stack++)
            {
                var node = other.Node(stack);
                keys[stack] = keys[node.Parent].With(frames[node.Frame]);
                _nodes.Prefetch(keys[stack]);
            }

            for (int stack = start; stack < end; stack++)
            {
                var node = other.Node(stack);
                stacks[stack] = _nodes.Intern(stacks[node.Parent], frames.AsSpan(node.Frame, 1), keys.AsSpan(stack, 1));
            }
        }

        return stacks;
    }

    /// <summary>
    /// Adds all chains of another table behind those that there are, also where these are among them: for who looks at their names only, and
    /// finds those with the same ones anyway. They are not found by <see cref="InternChain(ReadOnlySpan{FrameKey})"/>. For the one writer only.
    /// </summary>
    /// <param name="other">The other table, which nobody adds to meanwhile.</param>
    /// <param name="cookieOf">The cookie here of a cookie there.</param>
    /// <returns>What a chain's number here is above that there; the empty one's is 0.</returns>
    internal int Append(StackTable other, Func<ulong, ulong> cookieOf)
    {
        int[] frames = ImportFrames(other, cookieOf);
        int above = Count - 1;
        for (int stack = 1, count = other.Count; stack < count; stack++)
        {
            var node = other.Node(stack);
            _nodes.Append(Count, new StackNode(node.Parent == 0 ? 0 : node.Parent + above, frames[node.Frame]));
        }

        return above;
    }

    private int[] ImportFrames(StackTable other, Func<ulong, ulong> cookieOf)
    {
        var frames = new int[other.FrameCount];
        for (int frame = 1; frame < frames.Length; frame++)
        {
            var key = other.FrameKey(frame);
            frames[frame] = InternFrame(key with { Cookie = cookieOf(key.Cookie) });
        }

        return frames;
    }

    /// <summary>A frame in the form it is kept.</summary>
    internal static FrameKey KeyOf(ulong cookie, ulong offset, ProcessorMode mode, bool isReturnAddress) =>
        new(cookie, offset, (uint)mode | (isReturnAddress ? 0x100u : 0));

    /// <summary>
    /// Bytes that the look-ups will take on top before long: they double, so at a memory limit it is too late to look at what
    /// they have.
    /// </summary>
    internal long ComingGrowth => _frames.GrowthWith(ValuesAhead) + _nodes.GrowthWith(ValuesAhead);

    /// <summary>A frame as it is kept, by its number.</summary>
    internal FrameKey FrameKey(int frame) => _frames[frame];

    /// <summary>Number of the first frame that is held, the placeholder 0 not counted.</summary>
    internal int FirstFrame => Math.Max(1, _frames.FirstHeld);

    /// <summary>Number of the first chain that is held, the empty one not counted.</summary>
    internal int FirstStack => Math.Max(1, _nodes.FirstHeld);

    /// <summary>Adds a frame that has a certain number, when a table is read from somewhere.</summary>
    /// <returns>False where the number has been passed already.</returns>
    internal bool LoadFrame(int number, in FrameKey frame) => _frames.Append(number, frame);

    /// <summary>Adds a chain that has a certain number, when a table is read from somewhere.</summary>
    /// <returns>False where the number has been passed already, or what it refers to was not.</returns>
    internal bool LoadStack(int number, int parent, int frame) =>
        (uint)parent < (uint)number && (uint)frame < (uint)_frames.Count && _nodes.Append(number, new StackNode(parent, frame));

    /// <summary>
    /// Begins a generation. For the one writer only, which must forget all numbers that it remembers.
    /// </summary>
    internal void StartGeneration()
    {
        _older.Enqueue(_current);
        _current = new StackGeneration(_current.Number + 1, _frames.Count, _nodes.Count);
        _frames.Forget();
        _nodes.Forget();
        _bytesBefore = Bytes;
    }

    /// <summary>Drops all generations before one. For the one writer only.</summary>
    internal void DropGenerationsBefore(int generation)
    {
        bool drops = false;
        while (_older.TryPeek(out var oldest) && oldest.Number < generation)
        {
            _older.Dequeue();
            drops = true;
        }

        if (!drops)
            return;
        var first = _older.TryPeek(out var kept) ? kept : _current;
        long before = Bytes;
        _frames.DropBefore(first.FirstFrame);
        _nodes.DropBefore(first.FirstStack);
        _bytesBefore -= before - Bytes;
    }
}
