namespace OProf.Analysis.Symbols.Kernel;

/// <summary>Symbols that come and go while the kernel runs, by address; a new one replaces those it overlaps. Thread-safe.</summary>
internal sealed class RuntimeSymbols
{
    /// <summary>Most symbols that are kept.</summary>
    internal const int MaxCount = 1 << 16;

    // Sorted by address and without overlaps, so that the last addresses are sorted too.
    private readonly List<RuntimeSymbol> _symbols = [];

    /// <summary>Adds a symbol; false where no more are kept.</summary>
    internal bool TryAdd(ulong address, uint length, string name)
    {
        if (length == 0)
            return true;
        var symbol = new RuntimeSymbol(address, length, name);
        lock (_symbols)
        {
            int first = LowerBound(address);
            int end = first;
            while (end < _symbols.Count && _symbols[end].Address <= symbol.Last)
                end++;
            if (end == first && _symbols.Count >= MaxCount)
                return false;
            _symbols.RemoveRange(first, end - first);
            _symbols.Insert(first, symbol);
            return true;
        }
    }

    /// <summary>The symbol that has an address, or null.</summary>
    internal RuntimeSymbol? Find(ulong address)
    {
        lock (_symbols)
        {
            int at = LowerBound(address);
            return at < _symbols.Count && _symbols[at].Address <= address ? _symbols[at] : null;
        }
    }

    /// <summary>Index of the first symbol that ends at or after an address.</summary>
    private int LowerBound(ulong address)
    {
        int low = 0, high = _symbols.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_symbols[middle].Last < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
