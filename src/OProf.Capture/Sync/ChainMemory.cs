namespace OProf.Capture.Sync;

/// <summary>
/// The last call chain of a CPU, outermost frame first, with the number that each of its beginnings got: the next chain
/// shares most of its outer frames with it, and only what differs has to be looked up.
/// </summary>
/// <remarks>
/// Invariant: <c>Nodes[i]</c> is the number of the chain made of the frames 0 to i, under the mappings of
/// <see cref="Generation"/>.
/// </remarks>
internal sealed class ChainMemory
{
    private readonly ulong[] _words;
    private readonly ushort[] _kinds;
    private readonly int[] _nodes;
    private readonly ulong[] _hashes;
    private int _length;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="capacity">Length of the longest chain.</param>
    public ChainMemory(int capacity)
    {
        _words = new ulong[capacity];
        _kinds = new ushort[capacity];
        _nodes = new int[capacity];
        _hashes = new ulong[capacity];
    }

    /// <summary>Generation of the address space that the chain was taken in.</summary>
    public long Generation { get; private set; } = -1;

    /// <summary>How many of the outermost words a chain has in common with the last one.</summary>
    /// <param name="chain">The chain, innermost first.</param>
    /// <param name="kinds">What each word is: its mode and whether it is a return address.</param>
    /// <param name="generation">Generation of its address space; nothing is in common with another one.</param>
    /// <param name="stack">Number of the chain made of what is in common; 0 for none.</param>
    /// <param name="hash">Its hash; 0 for none.</param>
    public int Common(ReadOnlySpan<ulong> chain, ReadOnlySpan<ushort> kinds, long generation, out int stack, out ulong hash)
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
        stack = common > 0 ? _nodes[common - 1] : 0;
        hash = common > 0 ? _hashes[common - 1] : 0;
        return common;
    }

    /// <summary>Remembers the next word inwards.</summary>
    public void Add(ulong word, ushort kind, int stack, ulong hash)
    {
        _hashes[_length] = hash;
        _words[_length] = word;
        _kinds[_length] = kind;
        _nodes[_length++] = stack;
    }

    /// <summary>Forgets the chain.</summary>
    public void Clear()
    {
        Generation = -1;
        _length = 0;
    }
}
