namespace OProf.Capture.Sync;

/// <summary>
/// The entries of one CPU, in a ring of 64-bit words between one writer and one reader. What does not fit is refused whole;
/// the writer never waits.
/// </summary>
/// <remarks>
/// An entry is a word with the number of its data words and what it is, the address, the event or the flags, and the data.
/// <code>
///     tail (room given back)   position            limit (of this sync)     head (published)     next
///   ─────┼── the reader has these ──┼── to be taken ───────┼── for the next sync ───┼── reserved ────┤
/// </code>
/// Invariant: tail ≤ position ≤ limit ≤ head ≤ next ≤ tail + capacity; head is published after the words below it, tail
/// after the last use of the words below it.
/// </remarks>
internal sealed class CpuBuffer
{
    /// <summary>Most data words of an entry.</summary>
    public const int MaxDataWords = 1024;

    /// <summary>Words of an entry without data.</summary>
    public const int EntryWords = 3;

    private readonly ulong[] _words;
    private readonly ulong[] _scratch = new ulong[MaxDataWords];
    private readonly ulong _mask;
    private ulong _head;
    private ulong _tail;
    private ulong _next;
    private ulong _position;
    private ulong _limit;
    private ulong _boundary;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="cpu">Number of the CPU.</param>
    /// <param name="capacityWords">Words that it holds; a power of two of at least 16.</param>
    public CpuBuffer(int cpu, int capacityWords)
    {
        if (capacityWords < 16 || !int.IsPow2(capacityWords))
            throw new ArgumentException($"A CPU buffer of {capacityWords} words: it has to be a power of two of at least 16.", nameof(capacityWords));
        Cpu = cpu;
        _words = new ulong[capacityWords];
        _mask = (ulong)capacityWords - 1;
    }

    /// <summary>Number of the CPU.</summary>
    public int Cpu { get; }

    /// <summary>Words that are written and not yet taken.</summary>
    public long WordsHeld => (long)(Volatile.Read(ref _head) - Volatile.Read(ref _tail));

    /// <summary>
    /// Where the last sync stopped taking. An entry at or behind it is the first of another sync, whose reader knows
    /// neither mode nor task.
    /// </summary>
    public ulong Boundary => Volatile.Read(ref _boundary);

    /// <summary>Where the next entry will lie. For the writer.</summary>
    public ulong Next => _next;

    /// <summary>Makes room; nothing of it is seen before <see cref="Commit"/>. For the writer.</summary>
    /// <param name="words">Words of all entries that are committed together.</param>
    /// <returns>False where there is none.</returns>
    public bool TryReserve(int words)
    {
        _next = _head;
        return (ulong)_words.Length - (_head - Volatile.Read(ref _tail)) >= (ulong)words;
    }

    /// <summary>Puts an entry into the room that was reserved.</summary>
    public void Put(ulong headerBits, ulong address, ulong @event, ReadOnlySpan<ulong> data)
    {
        Put(headerBits | (uint)data.Length);
        Put(address);
        Put(@event);
        foreach (ulong word in data)
            Put(word);
    }

    /// <summary>Publishes what was put since <see cref="TryReserve"/>.</summary>
    public void Commit() => Volatile.Write(ref _head, _next);

    /// <summary>Begins a sync: what is there by now can be taken, and nothing that comes after. For the reader.</summary>
    public void BeginSync()
    {
        _limit = Volatile.Read(ref _head);
        Volatile.Write(ref _boundary, _limit);
    }

    /// <summary>Takes the next entry; it is valid until the next call.</summary>
    public bool TryTake(out CpuBufferEntry entry)
    {
        Volatile.Write(ref _tail, _position);
        if (_position == _limit)
        {
            entry = default;
            return false;
        }

        ulong header = _words[_position & _mask];
        int count = (int)(header & CpuBufferEntry.DataWordsMask);
        int first = (int)((_position + EntryWords) & _mask);
        var data = _words.AsSpan(first, Math.Min(count, _words.Length - first));
        if (data.Length < count)
        {
            // The data crosses the end.
            data.CopyTo(_scratch);
            _words.AsSpan(0, count - data.Length).CopyTo(_scratch.AsSpan(data.Length));
            data = _scratch.AsSpan(0, count);
        }

        entry = new CpuBufferEntry(header, _words[(_position + 1) & _mask], _words[(_position + 2) & _mask], data);
        _position += (ulong)(EntryWords + count);
        return true;
    }

    private void Put(ulong word) => _words[_next++ & _mask] = word;
}
