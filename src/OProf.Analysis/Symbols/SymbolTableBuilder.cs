namespace OProf.Analysis.Symbols;

/// <summary>
/// Makes a <see cref="SymbolTable"/> of the symbols of an image: keeps one name for each address, by the rules that perf
/// has (tools/perf, symbol resolution), and gives an extent to those without a size.
/// </summary>
internal sealed class SymbolTableBuilder
{
    /// <summary>What perf takes for the end of a last symbol of unknown size: the end of the page after its own.</summary>
    private const ulong Page = 4096;

    private readonly List<SymbolCandidate> _candidates = [];

    /// <summary>Number of candidates.</summary>
    internal int Count => _candidates.Count;

    /// <summary>Adds a symbol.</summary>
    internal void Add(in SymbolCandidate candidate) => _candidates.Add(candidate);

    /// <summary>Makes room for a number of symbols.</summary>
    internal void Reserve(int count) => _candidates.EnsureCapacity(_candidates.Count + Math.Min(count, 1 << 22));

    /// <summary>Makes the table.</summary>
    /// <param name="names">What the candidates' names are offsets into; kept.</param>
    /// <param name="grouped">Whether the table keeps the groups.</param>
    internal SymbolTable Build(byte[] names, bool grouped = false)
    {
        var kept = Choose(names);
        var addresses = new ulong[kept.Count];
        var ends = new ulong[kept.Count];
        var offsets = new int[kept.Count];
        int[]? groups = grouped ? new int[kept.Count] : null;
        for (int i = 0; i < kept.Count; i++)
        {
            var symbol = _candidates[kept[i]];
            addresses[i] = symbol.Address;
            offsets[i] = symbol.Name;
            ends[i] = symbol.Size > 0
                ? Add(symbol.Address, symbol.Size)
                : EndOf(symbol, i + 1 < kept.Count ? _candidates[kept[i + 1]] : null);
            if (groups is not null)
                groups[i] = symbol.Group;
        }

        return new SymbolTable(addresses, ends, offsets, groups, names);
    }

    private static ulong Add(ulong address, ulong size) =>
        size > ulong.MaxValue - address ? ulong.MaxValue : address + size;

    private static ulong EndOf(in SymbolCandidate symbol, SymbolCandidate? next)
    {
        ulong page = Add(symbol.Address & ~(Page - 1), 2 * Page);
        ulong end = symbol.Limit > symbol.Address ? symbol.Limit : page;
        if (next is not { } follower)
            return end;
        if (follower.Group != symbol.Group)
            return Math.Min(page, follower.Address);
        return symbol.Limit > symbol.Address ? Math.Min(end, follower.Address) : follower.Address;
    }

    /// <summary>The candidates to keep, in the order of addresses, each address once.</summary>
    private List<int> Choose(byte[] names)
    {
        var keys = new ulong[_candidates.Count];
        var order = new int[_candidates.Count];
        bool isSorted = true;
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = _candidates[i].Address;
            order[i] = i;
            isSorted &= i == 0 || keys[i] >= keys[i - 1];
        }

        // The kernel's hundred thousand come in their order.
        if (!isSorted)
            Array.Sort(keys, order);
        var kept = new List<int>(order.Length);
        ulong functionsEnd = 0;
        for (int i = 0; i < order.Length;)
        {
            int best = order[i];
            int next = i + 1;
            for (; next < order.Length && keys[next] == keys[i]; next++)
                best = Better(best, order[next], names);
            i = next;

            // A label within a function (a loop's head in assembly) is no function of its own.
            var symbol = _candidates[best];
            if (!symbol.IsFunction && symbol.Size == 0 && symbol.Address < functionsEnd)
                continue;
            if (symbol.IsFunction)
                functionsEnd = Math.Max(functionsEnd, Add(symbol.Address, symbol.Size));
            kept.Add(best);
        }

        return kept;
    }

    /// <summary>
    /// Which of two names of one address: one with a size, a function, one that is not weak, a global one, the one with
    /// fewer leading underscores, the longer name; and then the first.
    /// </summary>
    private int Better(int a, int b, byte[] names)
    {
        if (a > b)
            (a, b) = (b, a);
        var first = _candidates[a];
        var second = _candidates[b];
        int order = (second.Size > 0).CompareTo(first.Size > 0);
        if (order == 0)
            order = second.IsFunction.CompareTo(first.IsFunction);
        if (order == 0)
            order = ((int)second.Binding).CompareTo((int)first.Binding);
        if (order != 0)
            return order > 0 ? b : a;

        var firstName = SymbolNames.At(names, first.Name);
        var secondName = SymbolNames.At(names, second.Name);
        order = SymbolNames.LeadingUnderscores(firstName).CompareTo(SymbolNames.LeadingUnderscores(secondName));
        if (order == 0)
            order = secondName.Length.CompareTo(firstName.Length);
        return order > 0 ? b : a;
    }
}
