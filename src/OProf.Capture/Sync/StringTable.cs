using System.Text;

namespace OProf.Capture.Sync;

/// <summary>
/// Names said once: command names, addressed by a small number. Index 0 is the empty string. One thread adds, any thread
/// reads.
/// </summary>
public sealed class StringTable
{
    private readonly ByteKeyTable _keys = new();
    private readonly AppendOnlyList<string> _strings = new();

    /// <summary>Makes a table that holds the empty string.</summary>
    public StringTable() => Intern([]);

    /// <summary>Number of strings.</summary>
    public int Count => _strings.Count;

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    public long Bytes => (3 * _keys.Bytes) + (_strings.Count * 48L);

    /// <summary>A string by its number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No string has that number.</exception>
    public string this[int index] => _strings[index];

    /// <summary>The number of a name, given as UTF-8; adds it where it is new. For the one writer only.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        int index = _keys.Intern(utf8, out bool added);
        if (added)
            _strings.Add(Encoding.UTF8.GetString(utf8));
        return index;
    }

    /// <summary>A string by its number, as it was given. For the one writer only.</summary>
    internal ReadOnlySpan<byte> Utf8(int index) => _keys[index];

    /// <summary>Adds a name that has a certain number, when a table is read from somewhere.</summary>
    /// <returns>Whether that is its number here.</returns>
    internal bool Load(int number, string text) => number == _strings.Count && _strings.Add(text) == number;
}
