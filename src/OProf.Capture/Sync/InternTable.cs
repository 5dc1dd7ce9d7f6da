using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>Gives equal values the same number. One thread adds; any thread reads by number.</summary>
/// <remarks>
/// On a large table each look-up is a cache miss. A slot therefore holds the value itself beside its number, so that it is
/// one miss and not three; and who knows several hashes beforehand can have their slots fetched at the same time.
/// </remarks>
/// <typeparam name="T">A small value type.</typeparam>
internal sealed class InternTable<T>
    where T : unmanaged, IEquatable<T>
{
    private readonly AppendOnlyList<T> _items = new();
    private Slot[] _slots = new Slot[256];
    private int _inSlots;

    private struct Slot
    {
        public T Value;
        public uint Hash;

        // The value's number, plus one: zero is an empty slot.
        public int Next;
    }

    /// <summary>Number of different values.</summary>
    public int Count => _items.Count;

    /// <summary>Bytes that the values and the table hold.</summary>
    public unsafe long Bytes => ((long)_items.Held * sizeof(T)) + ((long)_slots.Length * sizeof(Slot));

    /// <summary>Bytes that the table will take on top when it grows, if so many more values make it grow; else 0.</summary>
    public unsafe long GrowthWith(int values) => (_inSlots + (long)values) * 2 > _slots.Length ? (long)_slots.Length * sizeof(Slot) : 0;

    /// <summary>A value by its number.</summary>
    public T this[int index] => _items[index];

    /// <summary>Has the slot of a hash fetched into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong hash)
    {
        // A fetch does nothing that a moved array could make wrong: it is a hint.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)hash & (_slots.Length - 1)]));
    }

    /// <summary>The number of a value; adds it where it is new.</summary>
    /// <param name="item">The value.</param>
    /// <param name="hash">A hash of it whose low bits are well mixed; the same each time for equal values.</param>
    public int Intern(in T item, ulong hash)
    {
        var slots = _slots;
        int mask = slots.Length - 1;
        int place = (int)hash & mask;
        for (; slots[place].Next != 0; place = (place + 1) & mask)
        {
            if (slots[place].Value.Equals(item))
                return slots[place].Next - 1;
        }

        int index = _items.Add(item);
        slots[place] = new Slot { Value = item, Hash = (uint)hash, Next = index + 1 };
        if (++_inSlots * 2L > slots.Length)
            Grow();
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
    public void Forget()
    {
        _slots = new Slot[256];
        _inSlots = 0;
    }

    /// <summary>Drops the values below a number, as far as that frees memory. They read as the default then.</summary>
    public void DropBefore(int index) => _items.DropBefore(index);

    private void Grow()
    {
        var slots = new Slot[_slots.Length * 2];
        int mask = slots.Length - 1;
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Next == 0)
                continue;
            int place = (int)slot.Hash & mask;
            while (slots[place].Next != 0)
                place = (place + 1) & mask;
            slots[place] = slot;
        }

        _slots = slots;
    }
}
