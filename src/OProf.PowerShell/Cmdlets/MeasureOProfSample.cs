using System.Globalization;
using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Puts samples together by process, image, symbol and so on: how many, which share, and with what they called.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "OProfSample", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(SampleReportRow), typeof(OffCpuReportRow))]
public sealed class MeasureOProfSample : SessionReadingCmdlet
{
    private const string SampleSet = "Sample";
    private const string Unknown = "[unknown]";
    private const double UnknownShareToSay = 0.1;

    // Sessions that must drop nothing until the report is made, as names are looked up at its end.
    private readonly Dictionary<OProfSession, IDisposable?> _held = [];

    private SampleReportBuilder? _builder;
    private OffCpuReportBuilder? _offCpu;
    private bool _measured;

    /// <summary>Samples, or entries of the event stream, of which only the samples count.</summary>
    [Parameter(ParameterSetName = SampleSet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public ProfileSample? InputObject { get; set; }

    /// <summary>What the samples are put together by; Symbol where nothing is given, with -OffCpu Process, Reason and Symbol.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public ProfileKey[] By { get; set; } = [];

    /// <summary>Measures the time that threads spent off the CPU, in place of what they did on it.</summary>
    [Parameter]
    public SwitchParameter OffCpu { get; set; }

    /// <summary>Length of a slice of time, for -By Time.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Only rows of these functions, with -By Symbol or Address.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Symbol { get; set; }

    /// <summary>Only rows of these images, with a key that has images: by their path or its last part.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Image { get; set; }

    /// <summary>Only rows of processes, or threads, of these names, with -By Process or Thread.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ProcessName { get; set; }

    /// <summary>Only rows of these control groups, with -By Cgroup: by their path from the hierarchy's root on or its last part.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Cgroup { get; set; }

    /// <summary>Only samples of these events; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <summary>Only where samples were taken: call chains are not looked at, and Total equals Share.</summary>
    [Parameter]
    public SwitchParameter SelfOnly { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        ProfileKey[] by = [.. By.Distinct()];
        if (by.Contains(OffCpu ? ProfileKey.Event : ProfileKey.Reason) || (OffCpu && by.Contains(ProfileKey.Time)))
            ThrowTerminatingError(SessionErrors.NoSuchKey(OffCpu).ToErrorRecord());
        if (OffCpu)
            _offCpu = new OffCpuReportBuilder(by.Length == 0 ? OffCpuReport.DefaultKeys : by, Event);
        else
            _builder = new SampleReportBuilder(by.Length == 0 ? [ProfileKey.Symbol] : by, Event, Interval, SelfOnly) { HasEventColumns = true };
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName != SampleSet)
        {
            base.Process();
        }
        else if (InputObject is { } sample)
        {
            _builder?.Add(sample);
            _offCpu?.Add(sample);
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
        var resolver = SampleResolver.For(session.Capture);
        _builder?.AddAll(resolver);
        _offCpu?.AddAll(resolver);
        if (!session.Capture.IsComplete)
            SessionNotices.SayMissed(session, session.OverwrittenCount, this);
        _measured = true;
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (!_measured)
            return;
        if (_offCpu is not null)
        {
            var report = _offCpu.Build();
            Say(report.Notices, report.Count, report.Rows.Where(row => IsUnknown(row.Symbol, row.Image)).Sum(row => row.Count));
            if (!report.Taken)
                WriteWarning("No time off the CPU was taken; Start-OProfSession -OffCpu takes it.");
            SayCgroups(report.By, [.. report.Rows.Select(row => row.Cgroup)]);
            Write(report.Rows, report.By);
        }
        else
        {
            var report = _builder!.Build();
            Say(report.Notices, report.Samples, report.Rows.Where(row => IsUnknown(row.Symbol, row.Image)).Sum(EventMembers.SamplesOf));
            if (report.Samples == 0)
                WriteWarning("There are no samples.");
            var symbols = new NamePatterns(Symbol);
            var images = new NamePatterns(Image);
            var processes = new NamePatterns(ProcessName);
            var cgroups = new NamePatterns(Cgroup);
            SayCgroups(report.By, [.. report.Rows.Select(row => row.Cgroup)]);
            Write(
                [.. report.Rows.Where(row => symbols.Match(row.Symbol) && images.MatchPath(row.Image) && processes.Match(row.Command)
                    && cgroups.MatchPath(row.Cgroup))],
                report.By, report.Events.Count > 0);
        }
    }

    private void Write<TRow>(IReadOnlyList<TRow> rows, IReadOnlyList<ProfileKey> by, bool hasEventColumns = false)
        where TRow : notnull
    {
        string view = $"{typeof(TRow).FullName}#{(hasEventColumns ? "Events" : by.Count == 1 ? by[0].ToString() : "Several")}";
        foreach (var row in rows)
        {
            var item = PSObject.AsPSObject(row);
            item.TypeNames.Insert(0, view);
            if (row is SampleReportRow report)
                EventMembers.Add(item, report);
            WriteObject(item);
        }
    }

    private void SayCgroups(IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string?> cgroups)
    {
        if (CgroupNotice.Of(by, cgroups) is { } notice)
            WriteWarning(notice);
    }

    // A symbol is a name, too, where a file of names has no images.
    private static bool IsUnknown(string? symbol, string? image) => symbol == Unknown || (symbol is null && image == Unknown);

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
    private void Say(IReadOnlyList<SessionNotice> notices, long samples, long unknown)
    {
        foreach (var notice in notices)
            WriteVerbose($"{notice.Id}: {notice.Message}");
        if (unknown >= UnknownShareToSay * samples && unknown > 0)
        {
            WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{unknown:N0} of {samples:N0} samples ({(double)unknown / samples:P1}) have no name; -Verbose says why."));
        }
    }
}
