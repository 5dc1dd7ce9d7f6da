using System.Runtime.InteropServices;

namespace OProf.Capture.Sync;

/// <summary>
/// A hash table from byte strings to consecutive indices, so that a name in a record is looked up where it lies, without
/// making a string of it. One writer; not safe for several threads at once.
/// </summary>
internal sealed class ByteKeyTable
{
    private readonly List<byte[]> _keys = [];
    private readonly List<ulong> _hashes = [];
    private int[] _slots = new int[64];

    /// <summary>Number of keys; the next new key gets this as its index.</summary>
    public int Count => _keys.Count;

    /// <summary>Bytes that the keys and the table hold, without the runtime's own overhead per object.</summary>
    public long Bytes { get; private set; } = 64 * sizeof(int);

    /// <summary>A key by its index.</summary>
    public ReadOnlySpan<byte> this[int index] => _keys[index];

    /// <summary>Finds the index of <paramref name="key"/>, adding it where it is new.</summary>
    /// <param name="key">The bytes; copied when they are new.</param>
    /// <param name="added">Whether the key is new.</param>
    public int Intern(ReadOnlySpan<byte> key, out bool added)
    {
        ulong hash = Hash(key);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int index = _slots[slot] - 1;
            if (index < 0)
            {
                index = _keys.Count;
                _keys.Add(key.ToArray());
                _hashes.Add(hash);
                _slots[slot] = index + 1;
                Bytes += key.Length + sizeof(ulong) + sizeof(int);
                if (_keys.Count * 2 > _slots.Length)
                    Grow();
                added = true;
                return index;
            }

            if (_hashes[index] == hash && key.SequenceEqual(_keys[index]))
            {
                added = false;
                return index;
            }
        }
    }

    /// <summary>The index of <paramref name="key"/>; -1 where it is not there.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        ulong hash = Hash(key);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int index = _slots[slot] - 1;
            if (index < 0 || (_hashes[index] == hash && key.SequenceEqual(_keys[index])))
                return index;
        }
    }

    /// <summary>A 64-bit hash of bytes: multiply and fold, eight bytes at a time.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0x9E3779B97F4A7C15UL ^ (ulong)bytes.Length;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
            hash = Fold(hash ^ word);
        ulong rest = 0;
        foreach (byte b in bytes[(words.Length * sizeof(ulong))..])
            rest = (rest << 8) | b;
        return Fold(hash ^ rest);
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, 0xD6E8FEB86659FD93UL, out ulong low);
        return high ^ low;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        int mask = slots.Length - 1;
        for (int index = 0; index < _keys.Count; index++)
        {
            int slot = (int)_hashes[index] & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = index + 1;
        }

        _slots = slots;
        Bytes += (long)slots.Length / 2 * sizeof(int);
    }
}
