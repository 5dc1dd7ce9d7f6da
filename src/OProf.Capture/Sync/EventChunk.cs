namespace OProf.Capture.Sync;

/// <summary>A piece of an <see cref="EventBuffer"/>: words that lie together, and the way to the next piece.</summary>
/// <remarks>
/// Invariant: <see cref="Used"/> only grows, is published after the words below it, and is final once <see cref="Next"/> is
/// set. A chunk that was dropped leads nowhere, so that a reader which stays in it keeps alive nothing but that chunk.
/// </remarks>
internal sealed class EventChunk
{
    private EventChunk? _next;
    private int _used;
    private bool _isDropped;

    /// <summary>Makes an empty chunk.</summary>
    /// <param name="samplesBefore">Samples in the chunks before it, dropped ones included.</param>
    /// <param name="startedAt">CLOCK_MONOTONIC nanoseconds of now.</param>
    /// <param name="generation">Generation of the tables that its first record may refer to.</param>
    public EventChunk(long samplesBefore, ulong startedAt, int generation)
    {
        SamplesBefore = samplesBefore;
        StartedAt = startedAt;
        Generation = generation;
    }

    /// <summary>The words.</summary>
    public ulong[] Words { get; } = GC.AllocateUninitializedArray<ulong>(EventBuffer.ChunkWords);

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

    /// <summary>Takes it out of the chain. A reader that finds no way on finds it dropped then, not the other way round.</summary>
    public void Drop()
    {
        Volatile.Write(ref _isDropped, true);
        Next = null;
    }
}
