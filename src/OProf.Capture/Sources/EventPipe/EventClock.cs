namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// Turns the ticks of a process's clock into CLOCK_MONOTONIC here. On Linux .NET's clock is CLOCK_MONOTONIC; only in a time
/// namespace of its own a process has another zero.
/// </summary>
internal readonly struct EventClock
{
    private const long Second = 1_000_000_000;
    private readonly long _frequency;
    private readonly long _offset;

    private EventClock(long frequency, long offset, long uncertainty)
    {
        _frequency = frequency;
        _offset = offset;
        Uncertainty = uncertainty;
    }

    /// <summary>By how many nanoseconds a time may be wrong; 0 where it is exact.</summary>
    public long Uncertainty { get; }

    /// <summary>Finds out how the clocks go together.</summary>
    /// <param name="header">The process's clock, looked at when the stream began.</param>
    /// <param name="before">CLOCK_MONOTONIC before the stream was asked for, in nanoseconds.</param>
    /// <param name="after">CLOCK_MONOTONIC when it had begun.</param>
    public static EventClock Of(TraceHeader header, long before, long after)
    {
        long start = Scale(header.StartTicks, header.Frequency);

        // Ticks of less than a nanosecond are not cut the same way here.
        long rounding = (Second / header.Frequency) + 1;
        return start >= before - rounding && start <= after + rounding
            ? new EventClock(header.Frequency, 0, 0)
            : new EventClock(header.Frequency, before + ((after - before) / 2) - start, (after - before + 1) / 2);
    }

    /// <summary>The time of a tick, in nanoseconds; 0 for what lies before the start.</summary>
    public ulong Nanoseconds(long ticks) => (ulong)Math.Max(0, Scale(ticks, _frequency) + _offset);

    private static long Scale(long ticks, long frequency) =>
        frequency == Second ? ticks : (long)Int128.Min(long.MaxValue / 2, (Int128)ticks * Second / frequency);
}
