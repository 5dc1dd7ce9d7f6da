namespace OProf.Capture.Sync;

/// <summary>
/// Samples that are alike in all but their times: how many, and what they stand for. What the fields mean is said at
/// <see cref="StreamEvent"/>.
/// </summary>
internal struct SampleSum
{
    public ulong Offset;
    public ulong Cookie;
    public ulong Period;
    public long Samples;
    public int Task;
    public int Stack;
    public int Event;
    public short Cpu;
    public byte ModeByte;

    /// <summary>The mode.</summary>
    public readonly ProcessorMode Mode => (ProcessorMode)ModeByte;
}
