namespace OProf.Analysis.Profiles.Live;

/// <summary>A live top at one refresh: its rows, and what has to be known to read them.</summary>
public sealed class LiveSnapshot
{
    internal LiveSnapshot(LiveKey by, int refresh, string session, string target)
    {
        By = by;
        Refresh = refresh;
        Session = session;
        Target = target;
    }

    /// <summary>What the rows are of.</summary>
    public LiveKey By { get; }

    /// <summary>Its number, from 1 on.</summary>
    public int Refresh { get; }

    /// <summary>Name of the session.</summary>
    public string Session { get; }

    /// <summary>What the session captures.</summary>
    public string Target { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Time since the refresh before.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long the session has captured.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Samples, or hits, in the last interval.</summary>
    public long Samples { get; init; }

    /// <summary>Samples, or hits, up to now.</summary>
    public long OverallSamples { get; init; }

    /// <summary>Records that the session lost in the last interval.</summary>
    public long Lost { get; init; }

    /// <summary>Records that the session lost up to now.</summary>
    public long OverallLost { get; init; }

    /// <summary>Samples that were dropped for newer ones before they were read, or did not come from another process's session.</summary>
    public long Missed { get; init; }

    /// <summary>Number of rows that there would be without a limit.</summary>
    public int RowCount { get; init; }

    /// <summary>Whether the rows are of more than one event, each by itself.</summary>
    public bool HasSeveralEvents { get; init; }

    /// <summary>The rows: of each event those with the largest share of the last interval first, then of the whole.</summary>
    public IReadOnlyList<LiveRow> Rows { get; internal set; } = [];
}
