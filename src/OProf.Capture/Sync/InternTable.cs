namespace OProf.Capture.Sync;

/// <summary>Gives equal values the same number. One thread adds; any thread reads by number.</summary>
/// <typeparam name="T">A small value type.</typeparam>
internal sealed class InternTable<T>
    where T : unmanaged, IEquatable<T>, IHashed
{
    private readonly AppendOnlyList<T> _items = new();
    private readonly NumberTable<T> _numbers = new();

    /// <summary>Number of different values.</summary>
    public int Count => _items.Count;

    /// <summary>Bytes that the values and the table hold.</summary>
    public unsafe long Bytes => ((long)_items.Held * sizeof(T)) + _numbers.Bytes;

    /// <summary>Bytes that the table will take on top when it grows, if so many more values make it grow; else 0.</summary>
    public long GrowthWith(int values) => _numbers.GrowthWith(values);

    /// <summary>A value by its number.</summary>
    public T this[int index] => _items[index];

    /// <summary>Has what <see cref="Intern"/> will look at fetched into the processor's cache.</summary>
    public void Prefetch(in T item) => _numbers.Prefetch(item);

    /// <summary>The number of a value; adds it where it is new.</summary>
    public int Intern(in T item)
    {
        int next = _items.Count;
        int index = _numbers.FindOrAdd(item, next);
        if (index == next)
            _items.Add(item);
        return index;
    }

    /// <summary>Number of the first value that is held.</summary>
    public int FirstHeld => _items.FirstHeld;

    /// <summary>
    /// Adds a value that has a certain number, without looking whether it is there: for who gives every value once and asks
    /// for none. Numbers that are left out read as the default.
    /// </summary>
    /// <returns>False where the number has been passed already.</returns>
    public bool Append(int number, in T item) => _items.SkipTo(number) && _items.Add(item) == number;

    /// <summary>Forgets which values it has: each gets a new number when it comes again. The old numbers stay good.</summary>
    public void Forget() => _numbers.Clear();

    /// <summary>Drops the values below a number, as far as that frees memory. They read as the default then.</summary>
    public void DropBefore(int index) => _items.DropBefore(index);
}
