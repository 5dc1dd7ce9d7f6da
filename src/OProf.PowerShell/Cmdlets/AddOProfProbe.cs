using System.Management.Automation;
using OProf.Capture.Markers.Probes;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Connects a probe to a marker of a session: something that is done with each of its hits.</summary>
[Cmdlet(VerbsCommon.Add, "OProfProbe", DefaultParameterSetName = RecordSet)]
[OutputType(typeof(OProfProbe))]
public sealed class AddOProfProbe : OProfCmdlet
{
    private const string RecordSet = "Record";
    private const string CountSet = "Count";
    private const string StatisticSet = "Statistic";
    private const string LatencySet = "Latency";
    private const string TriggerSet = "Trigger";
    private const string ScriptSet = "Script";

    /// <summary>Names of markers; <c>*</c> and <c>?</c> match several, which the probe gets the hits of together.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    [SupportsWildcards]
    public string[] Marker { get; set; } = [];

    /// <summary>The sessions; the one that was started last where none is given.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public OProfSession[] Session { get; set; } = [];

    /// <summary>What a hit has to meet, in the notation of the kernel's event filters.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>Puts each hit into the session's stream, between its samples; with -Until, each latency.</summary>
    [Parameter(ParameterSetName = RecordSet)]
    [Parameter(ParameterSetName = LatencySet)]
    public SwitchParameter Record { get; set; }

    /// <summary>Counts the hits, and nothing else.</summary>
    [Parameter(ParameterSetName = CountSet, Mandatory = true)]
    public SwitchParameter Count { get; set; }

    /// <summary>Keeps the statistic of a field, or the number of hits, by key.</summary>
    [Parameter(ParameterSetName = StatisticSet, Mandatory = true)]
    public SwitchParameter Statistic { get; set; }

    /// <summary>The field, which is a number; hits are counted where none is given.</summary>
    [Parameter(ParameterSetName = StatisticSet)]
    [ValidateNotNullOrEmpty]
    public string? Field { get; set; }

    /// <summary>What hits are told apart by: a field, or ProcessName, ProcessId, ThreadId, Cpu, Marker.</summary>
    [Parameter(ParameterSetName = StatisticSet)]
    [Parameter(ParameterSetName = LatencySet)]
    [ValidateNotNullOrEmpty]
    public string? By { get; set; }

    /// <summary>Most keys that are kept apart.</summary>
    [Parameter(ParameterSetName = StatisticSet)]
    [Parameter(ParameterSetName = LatencySet)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxKey { get; set; } = StatisticProbeOptions.DefaultMaxKeys;

    /// <summary>Name of the marker at which the time that began at a hit of -Marker ends.</summary>
    [Parameter(ParameterSetName = LatencySet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    public string? Until { get; set; }

    /// <summary>What pairs a start with its end: a field, or ThreadId, ProcessId, Cpu, ProcessName.</summary>
    [Parameter(ParameterSetName = LatencySet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>The key at the end, where it goes by another name there.</summary>
    [Parameter(ParameterSetName = LatencySet)]
    [ValidateNotNullOrEmpty]
    public string? EndKey { get; set; }

    /// <summary>What a hit at the end has to meet.</summary>
    [Parameter(ParameterSetName = LatencySet)]
    [ValidateNotNullOrEmpty]
    public string? EndFilter { get; set; }

    /// <summary>What is done with the session.</summary>
    [Parameter(ParameterSetName = TriggerSet, Mandatory = true)]
    public TriggerAction Trigger { get; set; }

    /// <summary>What a hit has to meet, as a script block that finds the hit's fields in <c>$_</c>.</summary>
    [Parameter(ParameterSetName = TriggerSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateNotNull]
    public ScriptBlock? When { get; set; }

    /// <summary>Does it each time; else once.</summary>
    [Parameter(ParameterSetName = TriggerSet)]
    public SwitchParameter EachTime { get; set; }

    /// <summary>The least time between two.</summary>
    [Parameter(ParameterSetName = TriggerSet)]
    [Duration]
    public TimeSpan? AtMostEvery { get; set; }

    /// <summary>The folder of a snapshot: new, or empty. With -EachTime a dash and its number are put behind the name.</summary>
    [Parameter(ParameterSetName = TriggerSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Deletes a recording that is in the folder already.</summary>
    [Parameter(ParameterSetName = TriggerSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>A script block that runs for each hit, whose fields it finds in <c>$_</c>.</summary>
    [Parameter(ParameterSetName = ScriptSet, Mandatory = true)]
    [ValidateNotNull]
    [Alias("ScriptBlock")]
    public ScriptBlock? Action { get; set; }

    /// <summary>Hits that may wait for the script blocks; what is more is counted as lost.</summary>
    [Parameter(ParameterSetName = TriggerSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateRange(1, 1 << 20)]
    public int QueueLength { get; set; } = ScriptProbeOptions.DefaultQueueLength;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == TriggerSet && Trigger == TriggerAction.Snapshot && Path is null)
            throw ProbeErrors.NoPath();
        IEnumerable<OProfSession> sessions = Session.Length > 0 ? Session : MyInvocation.ExpectingInput ? [] : [ProbeTarget.Last()];
        foreach (var session in sessions)
        {
            foreach (string marker in Marker)
            {
                var capture = ProbeTarget.CaptureOf(session);
                WriteObject(new OProfProbe(capture, capture.AddProbe(OptionsOf(marker))));
            }
        }
    }

    private ProbeOptions OptionsOf(string marker) => ParameterSetName switch
    {
        CountSet => new CountProbeOptions { Marker = marker, Filter = Filter },
        StatisticSet => new StatisticProbeOptions { Marker = marker, Filter = Filter, Field = Field, By = By, MaxKeys = MaxKey },
        LatencySet => new LatencyProbeOptions
        {
            Marker = marker,
            Filter = Filter,
            End = Until!,
            EndFilter = EndFilter,
            Key = Key!,
            EndKey = EndKey,
            By = By,
            Record = Record,
            MaxKeys = MaxKey,
        },
        TriggerSet => TriggerOf(marker, When is null ? null : ScriptOf(When)),
        ScriptSet => ScriptOf(marker, ScriptOf(Action!), When is null ? null : ScriptOf(When)),
        _ => new RecordProbeOptions { Marker = marker, Filter = Filter },
    };

    private TriggerProbeOptions TriggerOf(string marker, ProbeScript? when) => new()
    {
        Marker = marker,
        Filter = Filter,
        Action = Trigger,
        When = when is null ? null : when.Test,
        Cancel = when is null ? null : when.Cancel,
        EachTime = EachTime || AtMostEvery is not null,
        AtMostEvery = AtMostEvery,
        Path = Path is null ? null : FolderPath.Unresolved(SessionState.Path, Path),
        Force = Force,
        QueueLength = QueueLength,
    };

    private ScriptProbeOptions ScriptOf(string marker, ProbeScript action, ProbeScript? when) => new()
    {
        Marker = marker,
        Filter = Filter,
        Callback = hit => action.Run(hit),
        When = when is null ? null : when.Test,
        Cancel = () =>
        {
            action.Cancel();
            when?.Cancel();
        },
        QueueLength = QueueLength,
    };

    private ProbeScript ScriptOf(ScriptBlock script) => new(script, SessionState.PSVariable, MyInvocation.MyCommand.Module?.Path);
}
