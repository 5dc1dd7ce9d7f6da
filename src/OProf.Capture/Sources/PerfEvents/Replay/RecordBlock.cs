namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>A piece of the memory that records wait in.</summary>
internal sealed class RecordBlock
{
    /// <summary>Bytes after which a block is full.</summary>
    public const int Full = 1 << 18;

    // A record has 64 KiB at most, and what it is brought into may have some more.
    private const int MaxRecord = (1 << 16) + (1 << 10);

    /// <summary>The memory; room for one more record of any size as long as it is not full.</summary>
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(Full + MaxRecord);

    /// <summary>Bytes that have been given out.</summary>
    public int Used { get; set; }

    /// <summary>Records in it that still wait.</summary>
    public int Waiting { get; set; }
}
