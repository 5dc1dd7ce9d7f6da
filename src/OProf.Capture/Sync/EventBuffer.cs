namespace OProf.Capture.Sync;

/// <summary>
/// The stream of 64-bit words between the sync thread and the readers, with a size that it never exceeds, a watermark at
/// which readers are woken, and a count of what did not fit.
/// </summary>
/// <remarks>
/// Words are kept, in chunks, until the buffer goes, so any number of readers can follow or start over, each with a
/// cursor of its own and without a lock. One writer at a time holds <see cref="SyncRoot"/> for a whole batch; a batch's
/// words become visible record by record.
/// Invariant: a record lies in one chunk; <c>_used[i]</c> only grows, is published after the words below it, and is final
/// once chunk i + 1 exists.
/// </remarks>
public sealed class EventBuffer
{
    /// <summary>Words of one chunk: 1 MiB.</summary>
    public const int ChunkWords = 128 * 1024;

    /// <summary>Most words that one record can have.</summary>
    public const int MaxRecordWords = ChunkWords / 2;

    private readonly Func<long>? _otherBytes;
    private readonly int _maxChunks;
    private readonly ulong[]?[] _chunks;
    private readonly int[] _used;
    private readonly long _watermarkWords;
    private readonly long _sizeInBytes;
    private readonly object _readersGate = new();
    private int _chunkCount;
    private long _words;
    private long _wordsAtLastWake;
    private bool _completed;

    /// <summary>Makes a buffer; memory is taken as it fills.</summary>
    /// <param name="sizeInBytes">Most bytes that it keeps; rounded down to chunks of 1 MiB, at least one.</param>
    /// <param name="watermarkWords">Words after which waiting readers are woken; at least 1.</param>
    /// <param name="otherBytes">
    /// Bytes of what shares the size with it, asked for before each chunk but the first; null for nothing.
    /// </param>
    public EventBuffer(long sizeInBytes, long watermarkWords, Func<long>? otherBytes = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeInBytes, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(watermarkWords, 1);
        _maxChunks = (int)Math.Clamp(sizeInBytes / (ChunkWords * sizeof(ulong)), 1, int.MaxValue / 2);
        _chunks = new ulong[]?[_maxChunks];
        _used = new int[_maxChunks];
        _watermarkWords = watermarkWords;
        _otherBytes = otherBytes;
        _sizeInBytes = sizeInBytes;
    }

    /// <summary>The lock that a writer holds for a batch, so that no other record lands among its words.</summary>
    public object SyncRoot { get; } = new();

    /// <summary>Words that were written.</summary>
    public long Words => Volatile.Read(ref _words);

    /// <summary>Most bytes that the buffer keeps.</summary>
    public long SizeInBytes => (long)_maxChunks * ChunkWords * sizeof(ulong);

    /// <summary>Bytes of memory that it has taken so far.</summary>
    public long BytesTaken => (long)Volatile.Read(ref _chunkCount) * ChunkWords * sizeof(ulong);

    /// <summary>Records that did not fit (event_lost_overflow).</summary>
    public long LostOverflow { get; private set; }

    /// <summary>Whether nothing will be written any more.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>Room for a record. What is written there counts only after <see cref="Commit"/>.</summary>
    /// <param name="words">Most words that the record will need.</param>
    /// <returns>The room, or an empty span where it does not fit; then <see cref="LostOverflow"/> has counted it.</returns>
    public Span<ulong> Reserve(int words)
    {
        int last = _chunkCount - 1;
        if (last >= 0 && ChunkWords - _used[last] >= words)
            return _chunks[last].AsSpan(_used[last], words);
        if (words > MaxRecordWords || _chunkCount == _maxChunks || IsTakenByOthers())
        {
            LostOverflow++;
            return default;
        }

        _chunks[_chunkCount] = GC.AllocateUninitializedArray<ulong>(ChunkWords);
        Volatile.Write(ref _chunkCount, _chunkCount + 1);
        return _chunks[last + 1].AsSpan(0, words);
    }

    // Whether the next chunk has no room beside what shares the size.
    private bool IsTakenByOthers() => _chunkCount > 0 && _otherBytes is not null
        && _otherBytes() > _sizeInBytes - ((_chunkCount + 1L) * ChunkWords * sizeof(ulong));

    /// <summary>Publishes the first words of the room that was reserved last.</summary>
    /// <param name="words">Words that were written; at most what was reserved.</param>
    public void Commit(int words)
    {
        int last = _chunkCount - 1;
        Volatile.Write(ref _used[last], _used[last] + words);
        Volatile.Write(ref _words, _words + words);
    }

    /// <summary>
    /// Puts words that are decoded already into the stream, whole: from <paramref name="start"/> to
    /// <paramref name="stop"/> of a circular buffer, wrapping at its end.
    /// </summary>
    /// <param name="circle">The circular buffer.</param>
    /// <param name="start">Index of the first word.</param>
    /// <param name="stop">Index behind the last word; equal to <paramref name="start"/> where there is none.</param>
    /// <returns>False where they did not fit; then they are counted as one lost record.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside of the buffer.</exception>
    public bool PutCircular(ReadOnlySpan<ulong> circle, int start, int stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)start, (uint)circle.Length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)stop, (uint)circle.Length, nameof(stop));
        int words = stop >= start ? stop - start : circle.Length - start + stop;
        if (words == 0)
            return true;
        lock (SyncRoot)
        {
            var room = Reserve(words);
            if (room.IsEmpty)
                return false;
            int first = Math.Min(words, circle.Length - start);
            circle.Slice(start, first).CopyTo(room);
            circle[..(words - first)].CopyTo(room[first..]);
            Commit(words);
        }

        WakeReaders();
        return true;
    }

    /// <summary>Wakes readers where the watermark has been passed since the last time; called after each batch.</summary>
    public void WakeReadersAtWatermark()
    {
        if (_words - _wordsAtLastWake >= _watermarkWords)
            WakeReaders();
    }

    /// <summary>Wakes readers that wait, whatever the watermark.</summary>
    public void WakeReaders()
    {
        _wordsAtLastWake = _words;
        lock (_readersGate)
            Monitor.PulseAll(_readersGate);
    }

    /// <summary>Says that nothing more will be written, and wakes every reader.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        WakeReaders();
    }

    /// <summary>The words from a cursor on that lie in one piece, without moving the cursor.</summary>
    /// <returns>An empty span where nothing has been written behind the cursor yet.</returns>
    public ReadOnlySpan<ulong> Peek(ref EventBufferCursor cursor)
    {
        int count = Volatile.Read(ref _chunkCount);
        while (cursor.Chunk < count)
        {
            int used = Volatile.Read(ref _used[cursor.Chunk]);
            if (cursor.Word < used)
                return _chunks[cursor.Chunk].AsSpan(cursor.Word, used - cursor.Word);
            if (cursor.Chunk + 1 >= count)
                break;

            // The chunk after this one exists, so `used`, if read again, is final.
            if (used == Volatile.Read(ref _used[cursor.Chunk]))
                cursor = new EventBufferCursor(cursor.Chunk + 1, 0);
        }

        return default;
    }

    /// <summary>Waits until there are words behind a cursor, the buffer is complete, or the time is over.</summary>
    /// <param name="cursor">The reader's cursor.</param>
    /// <param name="timeout">Longest time to wait.</param>
    /// <returns>Whether there are words, or the buffer is complete.</returns>
    public bool Wait(ref EventBufferCursor cursor, TimeSpan timeout)
    {
        lock (_readersGate)
        {
            if (!Peek(ref cursor).IsEmpty || IsCompleted)
                return true;
            Monitor.Wait(_readersGate, timeout);
        }

        return !Peek(ref cursor).IsEmpty || IsCompleted;
    }
}
