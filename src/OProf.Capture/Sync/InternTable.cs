namespace OProf.Capture.Sync;

/// <summary>Gives equal values the same number. One thread adds; any thread reads by number.</summary>
/// <remarks>
/// A slot holds 32 bits of the hash beside the number, so that a value is looked at only where it is most likely the one,
/// and growing the table looks at none.
/// </remarks>
/// <typeparam name="T">A small value type that hashes itself.</typeparam>
internal sealed class InternTable<T>
    where T : unmanaged, IInternable<T>
{
    private readonly AppendOnlyList<T> _items = new();
    private ulong[] _slots = new ulong[256];

    /// <summary>Number of different values.</summary>
    public int Count => _items.Count;

    /// <summary>Bytes that the values and the table hold.</summary>
    public unsafe long Bytes => ((long)_items.Count * sizeof(T)) + ((long)_slots.Length * sizeof(ulong));

    /// <summary>A value by its number.</summary>
    public T this[int index] => _items[index];

    /// <summary>The number of a value; adds it where it is new.</summary>
    public int Intern(in T item)
    {
        uint hash = (uint)item.InternHash();
        var slots = _slots;
        int mask = slots.Length - 1;
        int slot = (int)hash & mask;
        for (; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if ((uint)(slots[slot] >> 32) == hash && _items[(int)(uint)slots[slot] - 1].Equals(item))
                return (int)(uint)slots[slot] - 1;
        }

        int index = _items.Add(item);
        slots[slot] = ((ulong)hash << 32) | (uint)(index + 1);
        if (_items.Count * 2 > slots.Length)
            Grow();
        return index;
    }

    private void Grow()
    {
        var slots = new ulong[_slots.Length * 2];
        int mask = slots.Length - 1;
        foreach (ulong entry in _slots)
        {
            if (entry == 0)
                continue;
            int slot = (int)(entry >> 32) & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = entry;
        }

        _slots = slots;
    }
}
