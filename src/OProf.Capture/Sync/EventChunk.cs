namespace OProf.Capture.Sync;

/// <summary>A piece of an <see cref="EventBuffer"/>: words that lie together, and the way to the next piece.</summary>
/// <remarks>
/// Invariant: <see cref="Used"/> only grows, is published after the words below it, and is final once <see cref="Next"/> is
/// set. A chunk that was dropped leads nowhere, so that a reader which stays in it keeps alive nothing but that chunk.
/// <para>
/// The memory of a chunk that no reader is in when it is dropped serves the next one. Either a reader has entered first, and
/// the writer sees it, or the writer has dropped first, and the reader sees that:
/// <code>
///   reader: readers + 1, fence, dropped? go away      writer: dropped, fence, readers? leave the words to them
/// </code>
/// A reader that never leaves keeps the chunk for as long as the reader lives, as any object does.
/// </para>
/// </remarks>
internal sealed class EventChunk
{
    private EventChunk? _next;
    private ulong[]? _words;
    private int _readers;
    private int _used;
    private bool _isDropped;

    /// <summary>Makes an empty chunk.</summary>
    /// <param name="samplesBefore">Samples in the chunks before it, dropped ones included.</param>
    /// <param name="startedAt">CLOCK_MONOTONIC nanoseconds of now.</param>
    /// <param name="generation">Generation of the tables that its first record may refer to.</param>
    /// <param name="words">Memory of a chunk that was dropped; null for none.</param>
    public EventChunk(long samplesBefore, ulong startedAt, int generation, ulong[]? words)
    {
        _words = words ?? GC.AllocateUninitializedArray<ulong>(EventBuffer.ChunkWords);
        SamplesBefore = samplesBefore;
        StartedAt = startedAt;
        Generation = generation;
    }

    /// <summary>The words; none where they have become another chunk's, which no reader sees that has entered.</summary>
    public ulong[] Words => Volatile.Read(ref _words) ?? [];

    /// <summary>Samples in the chunks before it.</summary>
    public long SamplesBefore { get; }

    /// <summary>CLOCK_MONOTONIC nanoseconds at which it was begun: what the chunk before holds was taken before that.</summary>
    public ulong StartedAt { get; }

    /// <summary>The oldest generation of the tables that its records refer to.</summary>
    public int Generation { get; }

    /// <summary>Samples in it; for the writer, and for readers once it is final.</summary>
    public int Samples { get; set; }

    /// <summary>Words that may be read.</summary>
    public int Used
    {
        get => Volatile.Read(ref _used);
        set => Volatile.Write(ref _used, value);
    }

    /// <summary>The chunk behind it.</summary>
    public EventChunk? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>Whether it has been dropped.</summary>
    public bool IsDropped => Volatile.Read(ref _isDropped);

    /// <summary>Says that a reader begins to read it.</summary>
    /// <returns>False where it is dropped already; then the reader has not entered.</returns>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _readers);
        if (!IsDropped)
            return true;
        Leave();
        return false;
    }

    /// <summary>Says that a reader has no more to do with it.</summary>
    public void Leave() => Interlocked.Decrement(ref _readers);

    /// <summary>Takes it out of the chain. A reader that finds no way on finds it dropped then, not the other way round.</summary>
    /// <returns>Its memory, where no reader is in it any more.</returns>
    public ulong[]? Drop()
    {
        Volatile.Write(ref _isDropped, true);
        Next = null;
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _readers) == 0 ? Interlocked.Exchange(ref _words, null) : null;
    }
}
