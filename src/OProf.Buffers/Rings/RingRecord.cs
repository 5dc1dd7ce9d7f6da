namespace OProf.Buffers.Rings;

/// <summary>A record as it was read.</summary>
public readonly ref struct RingRecord
{
    internal RingRecord(ReadOnlySpan<byte> payload, ulong time)
    {
        Payload = payload;
        Time = time;
    }

    /// <summary>What its writer put in; where it lies in the ring, if it is contiguous there.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>When it was reserved, by the ring's clock; 0 where it has none.</summary>
    public ulong Time { get; }
}
