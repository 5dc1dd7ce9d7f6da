namespace OProf.Capture.Sync;

/// <summary>A reader's place in an <see cref="EventBuffer"/>; the default is its beginning.</summary>
/// <remarks>
/// It holds the piece of memory that it is in, so what was looked at with it stays as it is until it is looked with again. A
/// copy of it holds nothing: one of the two may be used, not both.
/// </remarks>
public struct EventBufferCursor
{
    internal EventChunk? Chunk { get; set; }

    internal int Word { get; set; }

    /// <summary>Times that what lay behind the cursor was dropped before it was read, and the cursor went on further ahead.</summary>
    public int Jumps { get; internal set; }

    /// <summary>Samples that were dropped so.</summary>
    public long MissedSamples { get; internal set; }

    /// <summary>Lets go of what it holds, and is at the beginning again.</summary>
    internal void Leave()
    {
        Chunk?.Leave();
        this = default;
    }

    /// <summary>Moves a number of words further on, in what was looked at last.</summary>
    public void Skip(int words) => Word += words;
}
