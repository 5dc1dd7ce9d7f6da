namespace OProf.Capture.Sync;

/// <summary>The times in which a session was suspended. One thread at a time adds, any thread asks.</summary>
internal sealed class CapturePauses
{
    private readonly List<(ulong Start, ulong End)> _pauses = [];
    private int _count;

    /// <summary>Notes that a pause has begun.</summary>
    /// <param name="time">CLOCK_MONOTONIC nanoseconds.</param>
    public void Begin(ulong time)
    {
        lock (_pauses)
            _pauses.Add((time, ulong.MaxValue));
        Interlocked.Increment(ref _count);
    }

    /// <summary>Notes that the last pause has ended.</summary>
    /// <param name="time">CLOCK_MONOTONIC nanoseconds.</param>
    public void End(ulong time)
    {
        lock (_pauses)
            _pauses[^1] = (_pauses[^1].Start, time);
    }

    /// <summary>Nanoseconds of a stretch of time in which the session was suspended.</summary>
    public ulong Within(ulong start, ulong end)
    {
        if (Volatile.Read(ref _count) == 0)
            return 0;
        ulong sum = 0;
        lock (_pauses)
        {
            // From the last on: what is asked about is mostly of now.
            for (int i = _pauses.Count - 1; i >= 0 && _pauses[i].End > start; i--)
            {
                ulong first = Math.Max(start, _pauses[i].Start);
                ulong last = Math.Min(end, _pauses[i].End);
                sum += last > first ? last - first : 0;
            }
        }

        return sum;
    }
}
