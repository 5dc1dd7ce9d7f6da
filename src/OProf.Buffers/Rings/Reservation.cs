namespace OProf.Buffers.Rings;

/// <summary>Room for a record, from when it was reserved until it is committed or aborted: once, by its writer.</summary>
public readonly struct Reservation
{
    internal Reservation(long payload, int length, ulong time)
    {
        Payload = payload;
        Length = length;
        Time = time;
    }

    /// <summary>Whether it is what a reserve that failed gave: committing or aborting it does nothing.</summary>
    public bool IsNone => (Payload | (long)Length) == 0;

    /// <summary>Position of the payload in the ring.</summary>
    public long Payload { get; }

    /// <summary>Bytes of the payload.</summary>
    public int Length { get; }

    /// <summary>Its time, by the ring's clock; 0 where it has none.</summary>
    public ulong Time { get; }
}
