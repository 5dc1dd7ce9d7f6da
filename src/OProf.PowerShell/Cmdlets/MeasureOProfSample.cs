using System.Globalization;
using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Puts samples together by process, image, symbol and so on: how many, which share, and with what they called.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "OProfSample", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(SampleReportRow))]
public sealed class MeasureOProfSample : SessionReadingCmdlet
{
    private const string SampleSet = "Sample";
    private const string Unknown = "[unknown]";
    private const double UnknownShareToSay = 0.1;

    // Sessions that must drop nothing until the report is made, as names are looked up at its end.
    private readonly Dictionary<OProfSession, IDisposable?> _held = [];

    private SampleReportBuilder? _builder;
    private bool _measured;

    /// <summary>Samples, or entries of the event stream, of which only the samples count.</summary>
    [Parameter(ParameterSetName = SampleSet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public ProfileSample? InputObject { get; set; }

    /// <summary>What the samples are put together by.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public ProfileKey[] By { get; set; } = [ProfileKey.Symbol];

    /// <summary>Only samples of these events; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <summary>Only where samples were taken: call chains are not looked at, and Total equals Share.</summary>
    [Parameter]
    public SwitchParameter SelfOnly { get; set; }

    private SampleReportBuilder Builder => _builder ??= new SampleReportBuilder([.. By.Distinct()], Event, SelfOnly);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName != SampleSet)
        {
            base.Process();
        }
        else if (InputObject is { } sample)
        {
            Builder.Add(sample);
            _measured = true;
        }
    }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        SessionNotices.Say(session, this);
        if (session.State is CaptureState.Running or CaptureState.Suspended)
            WriteWarning($"{session.Name} is still running: this is what it has up to now.");
        if (!session.Capture.IsComplete && !_held.ContainsKey(session))
            _held.Add(session, Hold(session.Capture));
        Builder.AddAll(SampleResolver.For(session.Capture));
        if (!session.Capture.IsComplete)
            SessionNotices.SayMissed(session, session.OverwrittenCount, this);
        _measured = true;
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (!_measured)
            return;
        var report = Builder.Build();

        Say(report);
        string view = $"{typeof(SampleReportRow).FullName}#{(report.By.Count == 1 ? report.By[0].ToString() : "Several")}";
        foreach (var row in report.Rows)
        {
            var item = PSObject.AsPSObject(row);
            item.TypeNames.Insert(0, view);
            WriteObject(item);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var hold in _held.Values)
            hold?.Dispose();
        _held.Clear();
        base.Dispose(disposing);
    }

    private IDisposable? Hold(Session session)
    {
        try
        {
            return session.HoldRetained(PipelineStopped);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>
    /// A session's own notices have been said when it was started or waited for. Of the reasons why names are missing there
    /// can be one for each file, so these are for those who ask; that many are missing is not.
    /// </summary>
    private void Say(SampleReport report)
    {
        foreach (var notice in report.Notices)
            WriteVerbose($"{notice.Id}: {notice.Message}");
        if (report.Samples == 0)
            WriteWarning("There are no samples.");
        long unknown = report.Rows.Where(row => row.Symbol == Unknown || row.Image == Unknown).Sum(row => row.Samples);
        if (unknown >= UnknownShareToSay * report.Samples && unknown > 0)
        {
            WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{unknown:N0} of {report.Samples:N0} samples ({(double)unknown / report.Samples:P1}) have no name; -Verbose says why."));
        }
    }
}
