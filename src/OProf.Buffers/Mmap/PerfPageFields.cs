namespace OProf.Buffers.Mmap;

/// <summary>The fields of a metadata page that change together, under its sequence lock.</summary>
public readonly record struct PerfPageFields
{
    /// <summary>Number of the hardware counter, plus one; 0 for none.</summary>
    public uint Index { get; init; }

    /// <summary>The count.</summary>
    public long Offset { get; init; }

    /// <summary>Nanoseconds for which the event was switched on.</summary>
    public ulong TimeEnabled { get; init; }

    /// <summary>Nanoseconds for which it counted.</summary>
    public ulong TimeRunning { get; init; }

    /// <summary>Shift of the conversion of cycles to nanoseconds.</summary>
    public ushort TimeShift { get; init; }

    /// <summary>Multiplier of the conversion.</summary>
    public uint TimeMult { get; init; }

    /// <summary>Offset of the conversion, in nanoseconds.</summary>
    public ulong TimeOffset { get; init; }

    /// <summary>The clock's nanoseconds when the cycle counter was zero.</summary>
    public ulong TimeZero { get; init; }
}
