namespace OProf.Buffers.Rings;

/// <summary>What a ring lost since it began, by cause, in records.</summary>
/// <remarks>
/// The ledger: reserves asked for = records taken + entries + <see cref="Total"/>, once no write is under way.
/// </remarks>
/// <param name="Full">There was no room (sample_lost_overflow).</param>
/// <param name="TooLarge">A sub-buffer cannot hold it, or its length was negative.</param>
/// <param name="Overwritten">Committed, and overwritten before it was read.</param>
/// <param name="Aborted">Reserved, and given up by its writer.</param>
/// <param name="Refused">The observer had stopped the logging.</param>
public readonly record struct RingLosses(long Full, long TooLarge, long Overwritten, long Aborted, long Refused)
{
    /// <summary>Records lost for any cause.</summary>
    public long Total => Full + TooLarge + Overwritten + Aborted + Refused;
}
