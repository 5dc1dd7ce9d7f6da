using System.Collections;

namespace OProf.Analysis.Counters;

/// <summary>Things with a name, in their order; as text they are a line, so that a table of them exports well.</summary>
/// <typeparam name="T">What they are.</typeparam>
public abstract class NamedList<T> : IReadOnlyList<T>
{
    private readonly T[] _items;
    private readonly Func<T, string> _nameOf;

    private protected NamedList(IEnumerable<T> items, Func<T, string> nameOf)
    {
        _items = [.. items];
        _nameOf = nameOf;
    }

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <summary>The one with a name, in any case; null where there is none.</summary>
    public T? this[string name] => Array.Find(_items, item => string.Equals(_nameOf(item), name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All of them in one line.</summary>
    public override string ToString() => string.Join(' ', _items);
}
