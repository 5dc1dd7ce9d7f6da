using System.Diagnostics.CodeAnalysis;

namespace OProf.Capture.Sync;

/// <summary>
/// A list that one thread appends to while any number of threads read: an item is published by the count, after it has
/// been stored, and is never moved or changed afterwards. The oldest items may be dropped; they read as the default then.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a list.")]
internal sealed class AppendOnlyList<T>
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    // Invariant: chunks[i] is set before any index in it is below _count; the outer array is replaced whole.
    private T[]?[] _chunks = new T[4][];
    private int _count;
    private int _firstChunk;

    /// <summary>Number of items that may be read.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Index of the first item that is held.</summary>
    public int FirstHeld => _firstChunk << ChunkBits;

    /// <summary>Number of items that are held.</summary>
    public int Held => Count - FirstHeld;

    /// <summary>An item by its index, which must be below a <see cref="Count"/> that was read before.</summary>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var chunk = Volatile.Read(ref Volatile.Read(ref _chunks)[index >> ChunkBits]);
            return chunk is null ? default! : chunk[index & (ChunkSize - 1)];
        }
    }

    /// <summary>Appends an item; for the one writer only.</summary>
    /// <returns>Its index.</returns>
    public int Add(T item)
    {
        int index = _count;
        int chunk = index >> ChunkBits;
        if (chunk >= _chunks.Length)
        {
            var chunks = new T[chunk * 2][];
            _chunks.CopyTo(chunks, 0);
            Volatile.Write(ref _chunks, chunks);
        }

        var items = _chunks[chunk] ??= new T[ChunkSize];
        items[index & (ChunkSize - 1)] = item;
        Volatile.Write(ref _count, index + 1);
        return index;
    }

    /// <summary>
    /// Goes on with a higher index than the next; what is between reads as the default. For the one writer only, in a list
    /// that takes over the numbers of another one.
    /// </summary>
    /// <returns>False where the index has been passed already.</returns>
    public bool SkipTo(int index)
    {
        if (index < _count || index == int.MaxValue)
            return false;
        if (_count == FirstHeld)
            _firstChunk = index >> ChunkBits;
        Volatile.Write(ref _count, index);
        return true;
    }

    /// <summary>Drops items below an index, as far as they fill whole chunks; for the one writer only.</summary>
    public void DropBefore(int index)
    {
        for (; _firstChunk < Math.Min(index, _count) >> ChunkBits; _firstChunk++)
            Volatile.Write(ref _chunks[_firstChunk], null);
    }
}
