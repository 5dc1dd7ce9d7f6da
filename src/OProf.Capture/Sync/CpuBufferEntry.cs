namespace OProf.Capture.Sync;

/// <summary>An entry of a <see cref="CpuBuffer"/>: a sample, or flags where the address is the escape word.</summary>
internal readonly ref struct CpuBufferEntry
{
    public CpuBufferEntry(ulong header, ulong address, ulong @event, ReadOnlySpan<ulong> data)
    {
        IsFrame = (header & FrameBit) != 0;
        IsAfterAbort = (header & AfterAbortBit) != 0;
        Address = address;
        Event = @event;
        Data = data;
    }

    /// <summary>Of an entry's first word: number of data words.</summary>
    public const ulong DataWordsMask = 0xFFFF;

    /// <summary>Of an entry's first word: the sample is a caller's frame of the call chain before it.</summary>
    public const ulong FrameBit = 1 << 16;

    /// <summary>Of an entry's first word: the call chain before it was given up by the writer.</summary>
    public const ulong AfterAbortBit = 1 << 17;

    /// <summary>Address of the sample; <see cref="EventCode.Escape"/> for flags.</summary>
    public ulong Address { get; }

    /// <summary>Number of the event, or the <see cref="CpuBufferFlags"/>.</summary>
    public ulong Event { get; }

    /// <summary>Data words.</summary>
    public ReadOnlySpan<ulong> Data { get; }

    public bool IsFlags => Address == EventCode.Escape;

    /// <summary>Whether it is a caller's frame of the chain before it.</summary>
    public bool IsFrame { get; }

    /// <summary>Whether the chain before it was given up.</summary>
    public bool IsAfterAbort { get; }

    /// <summary>What a flag entry says.</summary>
    public CpuBufferFlags Flags => (CpuBufferFlags)Event;
}
