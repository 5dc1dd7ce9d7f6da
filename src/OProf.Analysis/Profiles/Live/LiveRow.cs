namespace OProf.Analysis.Profiles.Live;

/// <summary>A row of a live top at one refresh. What is not its key is null.</summary>
public sealed class LiveRow
{
    private readonly LiveSnapshot _snapshot;

    internal LiveRow(LiveSnapshot snapshot, in LiveLabel label, string? command, string? eventName, in LiveTotal total, in LiveTotal all)
    {
        _snapshot = snapshot;
        Event = eventName;
        ProcessId = label.ProcessId < 0 && label.ThreadId < 0 ? null : label.ProcessId;
        ThreadId = label.ThreadId < 0 ? null : label.ThreadId;
        Command = command;
        Image = label.Image;
        Symbol = label.Symbol;
        Marker = label.Marker;
        Samples = total.Last.Samples;
        Share = total.Last.ShareOf(all.Last);
        OverallSamples = total.All.Samples;
        OverallShare = total.All.ShareOf(all.All);
    }

    /// <summary>Number of the refresh, from 1 on.</summary>
    public int Refresh => _snapshot.Refresh;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time => _snapshot.Time;

    /// <summary>Name of the session.</summary>
    public string Session => _snapshot.Session;

    /// <summary>The part of the event's period of the last interval, 0 to 1; of the number of samples where there are no periods.</summary>
    public double Share { get; }

    /// <summary>The like part of all that was counted up to now.</summary>
    public double OverallShare { get; }

    /// <summary>Samples, or hits of a marker, in the last interval.</summary>
    public long Samples { get; }

    /// <summary>Samples, or hits of a marker, up to now.</summary>
    public long OverallSamples { get; }

    /// <summary>Name of the event; null for hits of markers.</summary>
    public string? Event { get; }

    /// <summary>Process id.</summary>
    public int? ProcessId { get; }

    /// <summary>Thread id.</summary>
    public int? ThreadId { get; }

    /// <summary>Name of the thread, or of the process's main thread.</summary>
    public string? Command { get; }

    /// <summary>The function.</summary>
    public string? Symbol { get; }

    /// <summary>The file; also for functions.</summary>
    public string? Image { get; }

    /// <summary>The marker.</summary>
    public string? Marker { get; }

    /// <summary>Records that the session lost in the last interval, whatever they were of.</summary>
    public long Lost => _snapshot.Lost;

    /// <summary>The refresh that it is of.</summary>
    public LiveSnapshot GetSnapshot() => _snapshot;
}
