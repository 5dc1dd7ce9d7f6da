using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Puts the sequences of all units together, in the order of their addresses.</summary>
internal sealed class LineTableBuilder
{
    private const int Nowhere = -1;

    private readonly List<Row> _rows = [];
    private readonly List<(ulong Start, int First, int Count)> _sequences = [];
    private readonly Dictionary<string, int> _paths = [];
    private int _begin;

    // A line of 0 is code of no line; a file below 0 the end of a sequence.
    private readonly record struct Row(ulong Address, int File, int Line);

    internal int Count => _rows.Count;

    internal int File(string path)
    {
        ref int file = ref CollectionsMarshal.GetValueRefOrAddDefault(_paths, path, out bool exists);
        return exists ? file : file = _paths.Count - 1;
    }

    internal void Add(ulong address, int file, int line) => _rows.Add(new Row(address, file, line));

    /// <summary>Ends a sequence. What linkers left over of functions that they dropped, at 0 or beyond all memory, is forgotten.</summary>
    internal void EndSequence(ulong address)
    {
        int count = _rows.Count - _begin;
        bool isSorted = true;
        for (int row = _begin + 1; row < _rows.Count; row++)
            isSorted &= _rows[row].Address >= _rows[row - 1].Address;
        if (count == 0 || !isSorted || _rows[_begin].Address is 0 or >= ulong.MaxValue - 1 || address < _rows[^1].Address)
        {
            _rows.RemoveRange(_begin, count);
            return;
        }

        _rows.Add(new Row(address, Nowhere, 0));
        _sequences.Add((_rows[_begin].Address, _begin, count + 1));
        _begin = _rows.Count;
    }

    /// <summary>Forgets a sequence without an end.</summary>
    internal void DropSequence() => _rows.RemoveRange(_begin, _rows.Count - _begin);

    internal LineTable Build()
    {
        _sequences.Sort(static (one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : one.First.CompareTo(other.First));
        var addresses = new List<ulong>(_rows.Count);
        var files = new List<int>(_rows.Count);
        var lines = new List<int>(_rows.Count);
        ulong end = 0;
        foreach (var (start, first, count) in _sequences)
        {
            // Two sequences of the same code: the first one counts.
            if (start < end)
                continue;

            // One that begins where another ends takes the place of that end.
            if (addresses.Count > 0 && start == end)
            {
                addresses.RemoveAt(addresses.Count - 1);
                files.RemoveAt(files.Count - 1);
                lines.RemoveAt(lines.Count - 1);
            }

            for (int row = first; row < first + count; row++)
            {
                addresses.Add(_rows[row].Address);
                files.Add(_rows[row].File);
                lines.Add(_rows[row].Line);
            }

            end = addresses[^1];
        }

        return new LineTable([.. addresses], [.. files], [.. lines], [.. _paths.OrderBy(static path => path.Value).Select(static path => path.Key)]);
    }
}
