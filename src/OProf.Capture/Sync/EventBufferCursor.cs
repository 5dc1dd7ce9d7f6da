namespace OProf.Capture.Sync;

/// <summary>A reader's place in an <see cref="EventBuffer"/>; the default is its beginning.</summary>
/// <param name="Chunk">Index of the chunk.</param>
/// <param name="Word">Index of the next word in it.</param>
public readonly record struct EventBufferCursor(int Chunk, int Word)
{
    /// <summary>The place a number of words further on, in the same chunk.</summary>
    public EventBufferCursor Skip(int words) => new(Chunk, Word + words);
}
