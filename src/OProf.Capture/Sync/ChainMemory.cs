namespace OProf.Capture.Sync;

/// <summary>
/// The last call chain of a CPU, outermost word first, with the frame that each word was: the next chain shares many of its
/// outer frames with it, and only what differs has to be looked up.
/// </summary>
/// <remarks>
/// Invariant: the frames of the words 0 to i, under the mappings of <see cref="Generation"/>, are the first
/// <c>_counts[i]</c> of <see cref="Frames"/>.
/// </remarks>
internal sealed class ChainMemory
{
    private readonly ulong[] _words;
    private readonly ushort[] _kinds;
    private readonly int[] _counts;
    private readonly int[] _frames;
    private readonly NodeKey[] _keys;
    private int _length;
    private int _count;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="capacity">Length of the longest chain.</param>
    public ChainMemory(int capacity)
    {
        _words = new ulong[capacity];
        _kinds = new ushort[capacity];
        _counts = new int[capacity];
        _frames = new int[capacity];
        _keys = new NodeKey[capacity];
    }

    /// <summary>Generation of the address space that the chain was taken in.</summary>
    public long Generation { get; private set; } = -1;

    /// <summary>How many of the outermost words a chain has in common with the last one.</summary>
    /// <param name="chain">The chain, innermost first.</param>
    /// <param name="kinds">What each word is: its mode and whether it is a return address.</param>
    /// <param name="generation">Generation of its address space; nothing is in common with another one.</param>
    public int Common(ReadOnlySpan<ulong> chain, ReadOnlySpan<ushort> kinds, long generation)
    {
        int common = 0;
        if (generation == Generation)
        {
            int limit = Math.Min(chain.Length, _length);
            while (common < limit && _words[common] == chain[^(common + 1)] && _kinds[common] == kinds[^(common + 1)])
                common++;
        }

        Generation = generation;
        _length = common;
        _count = common > 0 ? _counts[common - 1] : 0;
        return common;
    }

    /// <summary>Numbers of the frames.</summary>
    public ReadOnlySpan<int> Frames => _frames.AsSpan(0, _count);

    /// <summary>For each of them the key of the chain that ends with it.</summary>
    public ReadOnlySpan<NodeKey> Keys => _keys.AsSpan(0, _count);

    /// <summary>Remembers the next word inwards.</summary>
    /// <param name="word">The word.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="frame">Number of its frame; 0 where it is none.</param>
    public void Add(ulong word, ushort kind, int frame)
    {
        if (frame != 0)
        {
            var outer = _count > 0 ? _keys[_count - 1] : default;
            _frames[_count] = frame;
            _keys[_count++] = outer.With(frame);
        }

        _words[_length] = word;
        _kinds[_length] = kind;
        _counts[_length++] = _count;
    }

    /// <summary>Forgets the chain.</summary>
    public void Clear()
    {
        Generation = -1;
        _length = 0;
        _count = 0;
    }
}
