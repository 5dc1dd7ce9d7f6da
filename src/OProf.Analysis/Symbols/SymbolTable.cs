using System.Text;

namespace OProf.Analysis.Symbols;

/// <summary>
/// The function symbols of one image, by virtual address. Immutable; any thread may read. Names are decoded when asked for.
/// </summary>
public sealed class SymbolTable
{
    private readonly ulong[] _addresses;
    private readonly ulong[] _ends;
    private readonly int[] _names;
    private readonly int[]? _groups;
    private readonly byte[] _nameBytes;
    private readonly RangeIndex _index;

    internal SymbolTable(ulong[] addresses, ulong[] ends, int[] names, int[]? groups, byte[] nameBytes)
    {
        _addresses = addresses;
        _ends = ends;
        _names = names;
        _groups = groups;
        _nameBytes = nameBytes;
        int[] order = new int[addresses.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        _index = RangeIndex.Build(order, addresses, ends);
    }

    /// <summary>A table without symbols.</summary>
    public static SymbolTable Empty { get; } = new([], [], [], null, []);

    /// <summary>Number of symbols; of several names for one address one is kept.</summary>
    public int Count => _addresses.Length;

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    public long Bytes =>
        (_addresses.Length * (2L * sizeof(ulong) + (_groups is null ? 1 : 2) * sizeof(int))) + _nameBytes.Length + _index.Bytes;

    /// <summary>The symbol that has an address: the innermost one with start &lt;= address &lt; end.</summary>
    /// <param name="address">Virtual address, before any relocation.</param>
    /// <returns>Its index, 0 to <see cref="Count"/> - 1 in the order of addresses, or -1.</returns>
    public int Find(ulong address) => _index.Find(address);

    /// <summary>First virtual address of a symbol.</summary>
    /// <param name="index">Index of a symbol.</param>
    public ulong AddressOf(int index) => _addresses[index];

    /// <summary>Bytes of a symbol; where the file has no size, up to the next symbol or the end of the section.</summary>
    /// <param name="index">Index of a symbol.</param>
    public ulong SizeOf(int index) => _ends[index] - _addresses[index];

    /// <summary>Name of a symbol as the file has it, mangled, but without a version ("memcpy@@GLIBC_2.14" is "memcpy").</summary>
    /// <param name="index">Index of a symbol.</param>
    public string NameOf(int index)
    {
        var name = SymbolNames.At(_nameBytes, _names[index]);
        return Encoding.UTF8.GetString(SymbolNames.WithoutVersion(name));
    }

    internal int GroupOf(int index) => _groups is null ? 0 : _groups[index];
}
