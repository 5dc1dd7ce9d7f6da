namespace OProf.Buffers.Rings;

/// <summary>A sub-buffer that closes.</summary>
public readonly ref struct SubBufferClosing
{
    /// <summary>The sub-buffer, as the reader will get it.</summary>
    public SubBuffer SubBuffer { get; init; }

    /// <summary>Its header.</summary>
    public Span<byte> Header { get; init; }

    /// <summary>Bytes at its end that are unused.</summary>
    public int Padding { get; init; }

    /// <summary>What the ring lost so far, also while this sub-buffer was filled.</summary>
    public RingLosses Losses { get; init; }
}
