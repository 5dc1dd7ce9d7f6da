using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>From keys to the numbers that they were given. For one thread.</summary>
/// <remarks>
/// On a large table each look-up is a cache miss. A slot therefore holds the key itself beside its number, so that it is
/// one miss and not three; and who knows several keys beforehand can have their slots fetched at the same time.
/// </remarks>
/// <typeparam name="TKey">A small value type.</typeparam>
internal sealed class NumberTable<TKey>
    where TKey : unmanaged, IEquatable<TKey>, IHashed
{
    private const int LeastSlots = 256;

    private Slot[] _slots = new Slot[LeastSlots];
    private int _count;

    private struct Slot
    {
        public TKey Key;

        // The key's number, plus one: zero is an empty slot.
        public int Next;
    }

    /// <summary>Bytes that the table holds.</summary>
    public unsafe long Bytes => (long)_slots.Length * sizeof(Slot);

    /// <summary>Bytes that the table will take on top when it grows, if so many more keys make it grow; else 0.</summary>
    public long GrowthWith(int keys) => (_count + (long)keys) * 3 > _slots.Length * 2L ? Bytes : 0;

    /// <summary>Has the slot of a key fetched into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(in TKey key)
    {
        // A fetch does nothing that a moved array could make wrong: it is a hint.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)key.Hash & (_slots.Length - 1)]));
    }

    /// <summary>The number of a key; -1 where it has none.</summary>
    public int Find(in TKey key)
    {
        var slots = _slots;
        int mask = slots.Length - 1;
        for (int place = (int)key.Hash & mask; slots[place].Next != 0; place = (place + 1) & mask)
        {
            if (slots[place].Key.Equals(key))
                return slots[place].Next - 1;
        }

        return -1;
    }

    /// <summary>The number of a key; where it has none, it gets one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="number">The number that it gets.</param>
    public int FindOrAdd(in TKey key, int number)
    {
        var slots = _slots;
        int mask = slots.Length - 1;
        int place = (int)key.Hash & mask;
        for (; slots[place].Next != 0; place = (place + 1) & mask)
        {
            if (slots[place].Key.Equals(key))
                return slots[place].Next - 1;
        }

        slots[place] = new Slot { Key = key, Next = number + 1 };
        if (++_count * 3L > slots.Length * 2L)
            Grow();
        return number;
    }

    /// <summary>Forgets all keys.</summary>
    public void Clear()
    {
        _slots = new Slot[LeastSlots];
        _count = 0;
    }

    private void Grow()
    {
        var slots = FreshMemory.Array<Slot>(_slots.Length * 2);
        int mask = slots.Length - 1;
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Next == 0)
                continue;
            int place = (int)slot.Key.Hash & mask;
            while (slots[place].Next != 0)
                place = (place + 1) & mask;
            slots[place] = slot;
        }

        _slots = slots;
    }
}
