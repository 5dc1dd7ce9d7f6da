namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>A piece of the memory that records wait in.</summary>
internal sealed class RecordBlock(int size)
{
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Bytes that have been given out.</summary>
    public int Used { get; set; }

    /// <summary>Records in it that still wait.</summary>
    public int Waiting { get; set; }
}
