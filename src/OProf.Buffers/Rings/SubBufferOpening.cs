namespace OProf.Buffers.Rings;

/// <summary>A sub-buffer that opens.</summary>
public readonly ref struct SubBufferOpening
{
    /// <summary>Position of its start in the ring.</summary>
    public long Position { get; init; }

    /// <summary>Its header.</summary>
    public Span<byte> Header { get; init; }

    /// <summary>Time of the record that opens it.</summary>
    public ulong Time { get; init; }

    /// <summary>Whether there was a sub-buffer before it.</summary>
    public bool HasPrevious { get; init; }

    /// <summary>
    /// Header of the sub-buffer before it; empty if there was none, or if the ring has but one. To look at only: its
    /// reader may have it.
    /// </summary>
    public ReadOnlySpan<byte> PreviousHeader { get; init; }

    /// <summary>Bytes at the end of the sub-buffer before that are unused.</summary>
    public int PreviousPadding { get; init; }

    /// <summary>What the ring lost so far.</summary>
    public RingLosses Losses { get; init; }
}
