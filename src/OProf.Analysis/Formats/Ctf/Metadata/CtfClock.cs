namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A clock (CTF 1.8.3, section 8).</summary>
public sealed class CtfClock
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    internal CtfClock()
    {
    }

    /// <summary>Name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>What the clock is: the same id in two traces means the same clock; null where it is not said.</summary>
    public Guid? Uuid { get; internal set; }

    /// <summary>Text for people; null where there is none.</summary>
    public string? Description { get; internal set; }

    /// <summary>Cycles a second.</summary>
    public ulong Frequency { get; internal set; } = NanosecondsPerSecond;

    /// <summary>Uncertainty, in cycles.</summary>
    public ulong Precision { get; internal set; }

    /// <summary>Whole seconds from the Unix epoch to the clock's zero.</summary>
    public long OffsetSeconds { get; internal set; }

    /// <summary>Cycles on top of <see cref="OffsetSeconds"/>.</summary>
    public long OffsetCycles { get; internal set; }

    /// <summary>Whether the clock is a global reference, synchronized with those of other ids.</summary>
    public bool IsAbsolute { get; internal set; }

    /// <summary>Nanoseconds from the Unix epoch to the clock's zero; at the ends of the range where it is beyond.</summary>
    public long OffsetNanoseconds
    {
        get
        {
            var cycles = (Int128)OffsetCycles * NanosecondsPerSecond;
            var rest = cycles / Frequency;
            if (rest * Frequency > cycles)
                rest--;
            var offset = ((Int128)OffsetSeconds * NanosecondsPerSecond) + rest;
            return offset > long.MaxValue ? long.MaxValue : offset < long.MinValue ? long.MinValue : (long)offset;
        }
    }

    /// <summary>Nanoseconds from the clock's zero, rounded down; at most <see cref="long.MaxValue"/>.</summary>
    /// <param name="cycles">The clock's value.</param>
    public long ToNanoseconds(ulong cycles)
    {
        if (Frequency == NanosecondsPerSecond)
            return cycles > long.MaxValue ? long.MaxValue : (long)cycles;
        var nanoseconds = (UInt128)cycles * NanosecondsPerSecond / Frequency;
        return nanoseconds > long.MaxValue ? long.MaxValue : (long)nanoseconds;
    }
}
