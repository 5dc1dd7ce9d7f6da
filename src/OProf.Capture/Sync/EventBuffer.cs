using System.Diagnostics;

namespace OProf.Capture.Sync;

/// <summary>
/// The stream of 64-bit words between the sync thread and the readers, with a size that it never exceeds, a watermark at
/// which readers are woken, and a count of what did not fit.
/// </summary>
/// <remarks>
/// Words are kept, in a chain of chunks, until the buffer goes or, with <see cref="BufferRetention.Overwrite"/>, until
/// there is no room for new ones: so any number of readers can follow or start over, each with a cursor of its own and
/// without a lock. One writer at a time holds <see cref="SyncRoot"/> for a whole batch; a batch's words become visible
/// record by record. Invariant: a record lies in one chunk.
/// </remarks>
public sealed partial class EventBuffer
{
    /// <summary>Words of one chunk: 1 MiB.</summary>
    public const int ChunkWords = 128 * 1024;

    /// <summary>Most words that one record can have.</summary>
    public const int MaxRecordWords = ChunkWords / 2;

    // How many times its size a buffer may have while something is pinned.
    private const long PinnedGrowth = 8;

    private readonly Func<long>? _otherBytes;
    private readonly int _maxChunks;
    private readonly BufferRetention _retention;
    private readonly long _watermarkWords;
    private readonly long _sizeInBytes;
    private readonly object _readersGate = new();

    // Chunks that others than the recorder have pinned, in the order in which they were: the first is the oldest. Under SyncRoot.
    private readonly List<EventChunk> _pins = [];

    private EventChunk? _first;
    private EventChunk? _last;
    private ulong[]? _spare;
    private int _chunkCount;
    private long _words;
    private long _samplesDropped;
    private long _wordsAtLastWake;
    private bool _completed;

    /// <summary>Makes a buffer; memory is taken as it fills.</summary>
    /// <param name="sizeInBytes">Most bytes that it keeps; rounded down to chunks of 1 MiB, at least one.</param>
    /// <param name="watermarkWords">Words after which waiting readers are woken; at least 1.</param>
    /// <param name="otherBytes">
    /// Bytes of what shares the size with it, asked for before each chunk but the first; null for nothing.
    /// </param>
    /// <param name="retention">What is done when it is full. One that overwrites has two chunks at least.</param>
    public EventBuffer(
        long sizeInBytes, long watermarkWords, Func<long>? otherBytes = null, BufferRetention retention = BufferRetention.Discard)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeInBytes, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(watermarkWords, 1);
        int least = retention == BufferRetention.Overwrite ? 2 : 1;
        _maxChunks = (int)Math.Clamp(sizeInBytes / (ChunkWords * sizeof(ulong)), least, int.MaxValue / 2);
        _retention = retention;
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

    /// <summary>Samples that were dropped for newer ones.</summary>
    public long OverwrittenSamples => Volatile.Read(ref _first)?.SamplesBefore ?? Volatile.Read(ref _samplesDropped);

    /// <summary>
    /// The chunk from which on nothing may be dropped, because somebody who must miss nothing has still to read it; null for
    /// none. The buffer grows beyond its size for that, to a bound; then new records are lost, and counted. Set under
    /// <see cref="SyncRoot"/>.
    /// </summary>
    internal EventChunk? Pinned { get; set; }

    /// <summary>Whether the first chunk is pinned as soon as there is one: for who reads everything, before it has read anything.</summary>
    internal bool PinsFirst { get; set; }

    /// <summary>The oldest generation of the tables that what is kept refers to.</summary>
    internal int OldestGeneration => Volatile.Read(ref _first)?.Generation ?? Generation;

    /// <summary>Chunks begun so far: a writer that finds this changed says its state again, as readers may begin there.</summary>
    internal int ChunksBegun { get; private set; }

    /// <summary>Generation of the tables; a new chunk is marked with it.</summary>
    internal int Generation { get; set; }

    /// <summary>Whether nothing will be written any more.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>Room for a record. What is written there counts only after <see cref="Commit"/>.</summary>
    /// <param name="words">Most words that the record will need.</param>
    /// <returns>The room, or an empty span where it does not fit; then <see cref="LostOverflow"/> has counted it.</returns>
    public Span<ulong> Reserve(int words)
    {
        if (_last is { } last && ChunkWords - last.Used >= words)
            return last.Words.AsSpan(last.Used, words);
        if (words > MaxRecordWords || !HasRoomForChunk())
        {
            LostOverflow++;
            return default;
        }

        return Begin().Words.AsSpan(0, words);
    }

    /// <summary>Publishes the first words of the room that was reserved last.</summary>
    /// <param name="words">Words that were written; at most what was reserved.</param>
    /// <param name="samples">Samples among them.</param>
    public void Commit(int words, int samples = 0)
    {
        var last = _last!;
        last.Samples += samples;
        last.Used += words;
        Volatile.Write(ref _words, _words + words);
    }

    /// <summary>
    /// Drops the chunks whose every record was taken before a time; the last one stays. For the writer, and one that
    /// overwrites.
    /// </summary>
    /// <param name="time">CLOCK_MONOTONIC nanoseconds.</param>
    public void DropBefore(ulong time)
    {
        while (_first?.Next is { } second && second.StartedAt < time && !IsFirstPinned())
            DropFirst();
    }

    /// <summary>
    /// Drops all that there is, and counts samples behind it that were never put in: what comes now is the first that is kept. For
    /// the writer, while nobody else reads.
    /// </summary>
    internal void Drop(int samples)
    {
        Volatile.Write(ref _samplesDropped, SamplesBefore + samples);
        while (_first is not null)
            DropFirst();
        _last = null;
    }

    /// <summary>Moves a cursor behind all words. For the writer.</summary>
    internal void MoveToEnd(ref EventBufferCursor cursor)
    {
        if (cursor.Chunk != _last)
        {
            cursor.Chunk?.Leave();
            cursor.Chunk = _last;
            _last?.TryEnter();
        }

        cursor.Word = _last?.Used ?? 0;
    }

    /// <summary>Drops what is more than the buffer's size; for the writer, once what was pinned has been read.</summary>
    internal void Trim()
    {
        while (_retention == BufferRetention.Overwrite && _chunkCount > _maxChunks && !IsFirstPinned())
            DropFirst();
    }

    /// <summary>Pins what is kept now; any number may be pinned at a time.</summary>
    /// <returns>To be given to <see cref="Unpin"/>.</returns>
    internal EventChunk Pin()
    {
        lock (SyncRoot)
        {
            _pins.Add(_first ?? Begin());
            return _pins[^1];
        }
    }

    /// <summary>Takes a pin off again.</summary>
    internal void Unpin(EventChunk pin)
    {
        lock (SyncRoot)
            _pins.Remove(pin);
    }

    /// <summary>Whether others than the recorder have something pinned.</summary>
    internal bool HasPins => _pins.Count > 0;

    private bool IsFirstPinned() => _first == Pinned || (_pins.Count > 0 && _pins[0] == _first);

    // Whether the next chunk has room, beside what shares the size; makes it where that is allowed.
    private bool HasRoomForChunk()
    {
        while (_chunkCount > 0 && (_chunkCount >= _maxChunks || IsTakenByOthers()))
        {
            if (_retention == BufferRetention.Discard)
                return false;
            if (IsFirstPinned())
                return _chunkCount < PinnedGrowth * _maxChunks;
            if (_chunkCount == 1)
                return true;
            DropFirst();
        }

        return true;
    }

    private bool IsTakenByOthers() =>
        _otherBytes is not null && _otherBytes() > _sizeInBytes - ((_chunkCount + 1L) * ChunkWords * sizeof(ulong));

    // Samples before the next chunk.
    private long SamplesBefore => _last is null ? _samplesDropped : _last.SamplesBefore + _last.Samples;

    private EventChunk Begin()
    {
        // CLOCK_MONOTONIC's nanoseconds on Linux. Elsewhere files are read, and nothing asks for the age of a chunk.
        var chunk = new EventChunk(SamplesBefore, (ulong)Stopwatch.GetTimestamp(), Generation, _spare);
        _spare = null;
        if (_last is null)
        {
            Volatile.Write(ref _first, chunk);
            Pinned = PinsFirst ? chunk : Pinned;
        }
        else
        {
            _last.Next = chunk;
        }

        _last = chunk;
        ChunksBegun++;
        Volatile.Write(ref _chunkCount, _chunkCount + 1);
        return chunk;
    }

    private void DropFirst()
    {
        var first = _first!;
        Volatile.Write(ref _first, first.Next);
        Volatile.Write(ref _chunkCount, _chunkCount - 1);
        _spare = first.Drop() ?? _spare;
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

    /// <summary>Words before the first that is kept. For the writer.</summary>
    internal long FirstWord
    {
        get
        {
            long first = _words;
            for (var chunk = _first; chunk is not null; chunk = chunk.Next)
                first -= chunk.Used;
            return first;
        }
    }

    /// <summary>A cursor at a place that is kept. For the writer.</summary>
    /// <param name="words">Words before the place.</param>
    internal EventBufferCursor At(long words)
    {
        long before = FirstWord;
        var chunk = _first;
        for (; chunk?.Next is { } next && words - before >= chunk.Used; chunk = next)
            before += chunk.Used;
        if (chunk is null)
            return default;
        chunk.TryEnter();
        return new EventBufferCursor { Chunk = chunk, Word = (int)(words - before) };
    }
}
