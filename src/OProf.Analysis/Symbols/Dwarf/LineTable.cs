namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Which source line each address of a file was compiled from.</summary>
public sealed class LineTable
{
    private readonly ulong[] _addresses;
    private readonly int[] _files;
    private readonly int[] _lines;
    private readonly IReadOnlyList<string> _paths;

    internal LineTable(ulong[] addresses, int[] files, int[] lines, IReadOnlyList<string> paths)
    {
        _addresses = addresses;
        _files = files;
        _lines = lines;
        _paths = paths;
    }

    /// <summary>A table of nothing.</summary>
    public static LineTable Empty { get; } = new([], [], [], []);

    /// <summary>Number of rows.</summary>
    public int Count => _addresses.Length;

    /// <summary>The source files.</summary>
    public IReadOnlyList<string> Files => _paths;

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    internal long Bytes => (_addresses.Length * 16L) + _paths.Sum(static path => (2L * path.Length) + 40);

    /// <summary>The line of an address; null where none is known.</summary>
    /// <param name="address">Virtual address, as the file has it.</param>
    public SourceLine? Find(ulong address)
    {
        // Of rows of one address only the last has instructions.
        int row = Array.BinarySearch(_addresses, address);
        if (row < 0)
            row = ~row - 1;
        while (row + 1 < _addresses.Length && _addresses[row + 1] == address)
            row++;
        return row < 0 || _files[row] < 0 || _lines[row] == 0 ? null : new SourceLine(_paths[_files[row]], _lines[row]);
    }
}
