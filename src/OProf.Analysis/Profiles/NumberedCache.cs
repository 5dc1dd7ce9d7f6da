namespace OProf.Analysis.Profiles;

/// <summary>
/// What was worked out for small numbers, by the number. Reads take no lock; where two threads work the same thing out,
/// one result stays.
/// </summary>
/// <typeparam name="T">A reference, or a primitive of at most a word: it must be read and written whole.</typeparam>
internal sealed class NumberedCache<T>
{
    private readonly object _gate = new();

    // Invariant: replaced only by a longer copy, under the gate, as items are set: none is lost on the way.
    private T?[] _items = new T?[256];

    /// <summary>What is known of a number; the type's default where nothing is.</summary>
    internal T? this[int number]
    {
        get
        {
            var items = Volatile.Read(ref _items);
            return (uint)number < (uint)items.Length ? items[number] : default;
        }

        set
        {
            lock (_gate)
            {
                if (number >= _items.Length)
                {
                    var items = new T?[Math.Max(number + 1, (int)Math.Min(_items.Length * 2L, Array.MaxLength))];
                    _items.CopyTo(items, 0);
                    Volatile.Write(ref _items, items);
                }

                _items[number] = value;
            }
        }
    }
}
