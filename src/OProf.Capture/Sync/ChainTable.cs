namespace OProf.Capture.Sync;

/// <summary>
/// The chains of a <see cref="StackTable"/>, looked up by a hash of their frames. One thread adds; any thread reads by
/// number.
/// </summary>
/// <remarks>
/// Invariant: a chain is added after the chain of its callers, and all are forgotten together. So where a chain is known,
/// all chains of its outer frames are.
/// <para>
/// A chain counts as known where the 96 bits of hash are those of one that is there. With a million chains in a table and a
/// billion looked up, that two are mistaken for each other is as likely as one in 10 to the 14th.
/// </para>
/// </remarks>
internal sealed class ChainTable
{
    // Slots that are fetched at once, of the innermost frames: what is new is there.
    private const int FetchedAhead = 12;

    private readonly AppendOnlyList<StackNode> _nodes = new();
    private readonly NumberTable<NodeKey> _numbers = new();

    /// <summary>Makes a table that holds the empty chain, number 0, which nobody looks up.</summary>
    public ChainTable() => _nodes.Add(default);

    /// <summary>Number of chains.</summary>
    public int Count => _nodes.Count;

    /// <summary>Bytes that the chains and the table hold.</summary>
    public unsafe long Bytes => ((long)_nodes.Held * sizeof(StackNode)) + _numbers.Bytes;

    /// <summary>Number of the first chain that is held.</summary>
    public int FirstHeld => _nodes.FirstHeld;

    /// <summary>A chain by its number.</summary>
    public StackNode this[int stack] => _nodes[stack];

    /// <summary>Bytes that the table will take on top when it grows, if so many more chains make it grow; else 0.</summary>
    public long GrowthWith(int chains) => _numbers.GrowthWith(chains);

    /// <summary>Has what <see cref="Intern"/> will look at first fetched into the processor's cache.</summary>
    public void Prefetch(NodeKey key) => _numbers.Prefetch(key);

    /// <summary>Number of a chain; adds what is new of it.</summary>
    /// <param name="outer">Number of a chain that it goes on from; 0 for none.</param>
    /// <param name="frames">Numbers of its further frames, the outermost first.</param>
    /// <param name="keys">For each of them the key of the chain that ends with it.</param>
    public int Intern(int outer, ReadOnlySpan<int> frames, ReadOnlySpan<NodeKey> keys)
    {
        for (int i = keys.Length - 1; i >= Math.Max(0, keys.Length - FetchedAhead); i--)
            _numbers.Prefetch(keys[i]);
        int known = Known(outer, keys, out int stack);
        for (int i = known; i < frames.Length; i++)
        {
            _ = _numbers.FindOrAdd(keys[i], _nodes.Count);
            stack = _nodes.Add(new StackNode(stack, frames[i]));
        }

        return stack;
    }

    /// <summary>Adds a chain that has a certain number, when a table is read from somewhere; it cannot be looked up.</summary>
    /// <returns>False where the number has been passed already.</returns>
    public bool Append(int number, in StackNode node) => _nodes.SkipTo(number) && _nodes.Add(node) == number;

    /// <summary>Forgets which chains it has: each gets a new number when it comes again. The old numbers stay good.</summary>
    public void Forget() => _numbers.Clear();

    /// <summary>Drops the chains below a number, as far as that frees memory. They read as the empty chain then.</summary>
    public void DropBefore(int stack) => _nodes.DropBefore(stack);

    // How many of the outermost frames make a chain that is known, and its number: in growing steps outwards until one is,
    // then by halves. A look-up for each frame would be three times as many on a busy machine.
    private int Known(int outer, ReadOnlySpan<NodeKey> keys, out int stack)
    {
        int unknown = keys.Length + 1;
        int known = keys.Length;
        stack = outer;
        for (int step = 1; known > 0; step *= 2)
        {
            int found = _numbers.Find(keys[known - 1]);
            if (found >= 0)
            {
                stack = found;
                break;
            }

            unknown = known;
            known = Math.Max(0, known - step);
        }

        while (unknown - known > 1)
        {
            int middle = (unknown + known) >>> 1;
            int found = _numbers.Find(keys[middle - 1]);
            if (found >= 0)
                (known, stack) = (middle, found);
            else
                unknown = middle;
        }

        return known;
    }
}
