namespace OProf.Capture.Sync;

/// <summary>Gives equal values the same number. One thread adds; any thread reads by number.</summary>
/// <typeparam name="T">A small value type that hashes itself.</typeparam>
internal sealed class InternTable<T>
    where T : unmanaged, IInternable<T>
{
    private readonly AppendOnlyList<T> _items = new();
    private int[] _slots = new int[256];

    /// <summary>Number of different values.</summary>
    public int Count => _items.Count;

    /// <summary>Bytes that the values and the table hold.</summary>
    public unsafe long Bytes => ((long)_items.Count * sizeof(T)) + ((long)_slots.Length * sizeof(int));

    /// <summary>A value by its number.</summary>
    public T this[int index] => _items[index];

    /// <summary>The number of a value; adds it where it is new.</summary>
    public int Intern(in T item)
    {
        int mask = _slots.Length - 1;
        int slot = (int)item.InternHash() & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_items[_slots[slot] - 1].Equals(item))
                return _slots[slot] - 1;
        }

        int index = _items.Add(item);
        _slots[slot] = index + 1;
        if (_items.Count * 2 > _slots.Length)
            Grow();
        return index;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        int mask = slots.Length - 1;
        for (int index = 0; index < _items.Count; index++)
        {
            int slot = (int)_items[index].InternHash() & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = index + 1;
        }

        _slots = slots;
    }
}
