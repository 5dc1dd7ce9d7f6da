using System.Collections.Concurrent;
using OProf.Analysis.Symbols.Demangling;
using OProf.Analysis.Symbols.Elf;

namespace OProf.Analysis.Symbols;

/// <summary>An image whose symbols were read: where its segments are loaded, and its table. Thread-safe.</summary>
internal sealed class LoadedImage
{
    /// <summary>Readable names that are kept; more are made again when asked for.</summary>
    private const int MaxNames = 1 << 14;

    private readonly ElfSegment[] _segments;
    private readonly ConcurrentDictionary<int, string> _names = new();
    private int _nameCount;

    /// <summary>Makes an image.</summary>
    /// <param name="segments">Its PT_LOAD segments, executable ones first.</param>
    /// <param name="table">Its symbols.</param>
    /// <param name="isComplete">Whether the table has all functions, not only the exported ones.</param>
    internal LoadedImage(ElfSegment[] segments, SymbolTable table, bool isComplete)
    {
        _segments = segments;
        Table = table;
        IsComplete = isComplete;
    }

    /// <summary>An image without symbols, for the reasons that were said.</summary>
    internal static LoadedImage Unusable { get; } = new([], SymbolTable.Empty, isComplete: true);

    internal SymbolTable Table { get; }

    internal bool IsComplete { get; }

    /// <summary>Whether it was said that the table is not complete, and an address was in none of its functions.</summary>
    internal bool IsSaid { get; set; }

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    internal long Bytes => Table.Bytes + (_segments.Length * 48L) + 256;

    /// <summary>The symbol at a file offset, or -1.</summary>
    internal int Find(ulong offset, out ulong symbolOffset)
    {
        symbolOffset = 0;
        if (AddressOf(_segments, offset) is not { } address)
            return -1;
        int index = Table.Find(address);
        if (index >= 0)
            symbolOffset = address - Table.AddressOf(index);
        return index;
    }

    /// <summary>The virtual address of a file offset; null where no segment holds it.</summary>
    internal static ulong? AddressOf(ElfSegment[] segments, ulong offset)
    {
        foreach (var segment in segments)
        {
            if (offset >= segment.Offset && offset - segment.Offset < segment.FileSize)
                return unchecked(segment.Address + (offset - segment.Offset));
        }

        return null;
    }

    /// <summary>The name of a symbol.</summary>
    internal string NameOf(int index, bool demangle)
    {
        if (_names.TryGetValue(index, out string? name))
            return name;
        name = Table.NameOf(index);
        if (demangle)
            name = Demangler.Demangle(name);
        if (Interlocked.Increment(ref _nameCount) <= MaxNames)
            name = _names.GetOrAdd(index, name);
        return name;
    }
}
