using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Objects;

/// <summary>A probe as the pipeline sees it. Its counts are those of the moment in which they are read.</summary>
public sealed class OProfProbe
{
    internal OProfProbe(CaptureSession session, Probe probe)
    {
        Capture = session;
        Probe = probe;
    }

    /// <summary>Its number in its session.</summary>
    public int Id => Probe.Id;

    /// <summary>Name of the session.</summary>
    public string Session => Capture.Name;

    /// <summary>Name of the marker, or the pattern that it was asked for by.</summary>
    public string Marker => Probe.Options.Marker;

    /// <summary>What it does.</summary>
    public ProbeAction Action => ActionOf(Probe.Options);

    /// <summary>What a hit has to meet; null for all.</summary>
    public string? Filter => Probe.Options.Filter;

    /// <summary>Number of the markers that it is connected to.</summary>
    public int MarkerCount => Probe.Markers.Count;

    /// <summary>Whether it still gets hits.</summary>
    public bool IsConnected => Probe.IsConnected;

    /// <summary>Hits that it has seen.</summary>
    public long Hits => Probe.Hits;

    /// <summary>Hits that it could not do with what it is for.</summary>
    public long Lost => Probe.Lost;

    /// <summary>Why they were lost: <c>QueueFull 12, NotRun 3</c>; empty where none was.</summary>
    public string LossCause => string.Join(", ", Probe.Losses.Select(loss => FormattableString.Invariant($"{loss.Key} {loss.Value}")));

    /// <summary>How often a trigger has done what it is for; null for other probes. A snapshot is counted when it begins.</summary>
    public long? Fired => (Probe as TriggerProbe)?.Fired;

    /// <summary>How often its script, condition or action failed.</summary>
    public long Errors => Probe.Errors;

    /// <summary>Why it failed the last time; null where it never did.</summary>
    public string? LastError => Probe.LastError?.Message;

    internal CaptureSession Capture { get; }

    internal Probe Probe { get; }

    /// <summary>What it measures: first all hits together, then by key.</summary>
    public IReadOnlyList<OProfProbeStatistic> GetStatistics() =>
        Probe.Statistics.Select(statistic => new OProfProbeStatistic(this, statistic)).ToArray();

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Id}: {Action} {Marker}");

    private static ProbeAction ActionOf(ProbeOptions options) => options switch
    {
        CountProbeOptions => ProbeAction.Count,
        StatisticProbeOptions => ProbeAction.Statistic,
        LatencyProbeOptions => ProbeAction.Latency,
        TriggerProbeOptions => ProbeAction.Trigger,
        ScriptProbeOptions => ProbeAction.Script,
        _ => ProbeAction.Record,
    };
}
