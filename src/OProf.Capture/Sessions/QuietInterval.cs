namespace OProf.Capture.Sessions;

/// <summary>How long a session that is only recorded waits between two rounds: nobody waits for what comes.</summary>
/// <remarks>
/// A wake-up finds cold caches and costs as much as a thousand samples, so it is worth to wait long. Against that, whoever kills the
/// session loses what is still in the kernel's rings: the interval starts short and doubles, so that it is hardly ever more than what
/// has been recorded already. And a round must not bring more samples than the log between the rings and the recorder takes at once,
/// on a machine of whatever size.
/// </remarks>
internal sealed class QuietInterval
{
    /// <summary>What it begins with.</summary>
    public const int Initial = 200;

    /// <summary>The shortest one, in which nothing is lost beside a session that is read.</summary>
    public const int Shortest = 50;

    /// <summary>The longest one: a follower is noticed in a round, and a CPU that comes online.</summary>
    public const int Longest = 1000;

    /// <summary>The interval before the next round in milliseconds.</summary>
    public int Milliseconds { get; private set; } = Initial;

    /// <summary>Chooses the next interval by what the one before has brought.</summary>
    /// <param name="samples">Samples since the round before.</param>
    /// <param name="room">Samples that the log takes at once.</param>
    public void Note(long samples, long room)
    {
        if (samples > room / 2)
            Milliseconds = Math.Max(Milliseconds / 2, Shortest);
        else if (samples <= room / 4)
            Milliseconds = Math.Min(Milliseconds * 2, Longest);
    }

    /// <summary>Begins anew, after somebody has read the session.</summary>
    public void Reset() => Milliseconds = Initial;
}
