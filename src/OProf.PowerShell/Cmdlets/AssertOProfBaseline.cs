using System.Management.Automation;
using OProf.Analysis.Baselines;
using OProf.Analysis.Counters;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Compares a command, a script block, measurements or sessions with a baseline, and fails where they have regressed.</summary>
[Cmdlet(VerbsLifecycle.Assert, "OProfBaseline", DefaultParameterSetName = InputSet)]
[OutputType(typeof(OProfBaselineComparison))]
public sealed class AssertOProfBaseline : BaselineCmdlet
{
    private const string InputSet = "InputObject";
    private readonly List<OProfSession> _sessions = [];
    private readonly List<object> _measurements = [];

    /// <summary>Measurements (Measure-OProfCommand, with -Profile for shares), sessions, which count as runs of one thing, or a script block to measure.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Growth that does not matter: of counters and ratios a part of themselves, of shares points of all samples. A number (0.01) or percent (1%).</summary>
    [Parameter]
    [Share]
    [ValidateRange(0.0001, 10.0)]
    public double Within { get; set; } = BaselineOptions.DefaultWithin;

    /// <summary>Another growth of shares that does not matter.</summary>
    [Parameter]
    [Share]
    [ValidateRange(0.0001, 1.0)]
    public double? ShareWithin { get; set; }

    /// <summary>How sure all decisions together are. A number (0.99) or percent (99%).</summary>
    [Parameter]
    [Share]
    [ValidateRange(0.5, 0.999999999)]
    public double Confidence { get; set; } = BaselineOptions.DefaultConfidence;

    /// <summary>Functions below this share, in both, are not looked at.</summary>
    [Parameter]
    [Share]
    [ValidateRange(0.0, 1.0)]
    public double MinimumShare { get; set; } = BaselineOptions.DefaultMinimumShare;

    /// <summary>The counters and ratios that are compared; all that are the same on every machine where none is given.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Counter { get; set; }

    /// <summary>The file of the differential flame graph that a failure draws; one in the folder for temporary files where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FlameGraphPath { get; set; }

    /// <summary>Emits the comparison where it does not fail.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var item in InputObject)
        {
            switch (item.BaseObject)
            {
                case OProfSession session:
                    _sessions.Add(session);
                    break;
                case ScriptBlock block when ScriptBlock is null:
                    ScriptBlock = block;
                    break;
                case OProfCommandMeasurement or OProfCommandComparison:
                    _measurements.Add(item.BaseObject);
                    break;
                default:
                    throw ObjectErrors.NoMeasurement(item.BaseObject);
            }
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        string file = FolderPath.Unresolved(SessionState.Path, Path);
        var baseline = BaselineReader.Read(file);
        if (ParameterSetName != InputSet || ScriptBlock is not null)
            Decide(baseline, file, MeasureLike(baseline));

        string eventName = baseline.Profile?.Event ?? BaselineBuilder.DefaultEvent;
        bool isUserOnly = baseline.Profile?.IsUserOnly ?? true;
        foreach (object measurement in _measurements)
            Decide(baseline, file, Of(measurement, eventName, isUserOnly));
        if (_sessions.Count > 0)
            Decide(baseline, file, Stoppable(() => BaselineBuilder.Of([.. _sessions.Select(session => session.Capture)], eventName, isUserOnly, PipelineStopped)));
    }

    private Baseline Of(object measured, string eventName, bool isUserOnly)
    {
        var comparison = measured as OProfCommandComparison;
        var measurement = (comparison?.Measurement ?? (OProfCommandMeasurement)measured).Measurement;
        if (measurement.Failure is { } failure)
            throw failure;
        return Stoppable(() => BaselineBuilder.Of(measurement, comparison?.Reference.Measurement, eventName, isUserOnly, PipelineStopped));
    }

    // As the baseline was measured, unless something else is asked for.
    private Baseline MeasureLike(Baseline baseline)
    {
        var sampling = baseline.Profile is { } profile
            ? new CaptureOptions { Events = [profile.Event], ExcludeKernel = profile.IsUserOnly, Frequency = Frequency ?? profile.Frequency, PublishedSize = 0 }
            : null;
        string[] events = Event ?? (baseline.Counters.Any(counter => !CommandMeasurement.IsTime(counter.Name))
            ? [.. baseline.Counters.Select(counter => counter.Name).Where(name => !CommandMeasurement.IsTime(name))]
            : [.. CounterOptions.DefaultEvents]);
        return Measure(
            events, sampling, new BenchmarkOptions { Repeat = Repeat ?? baseline.Repeat, WarmUp = WarmUp ?? baseline.WarmUp, IgnoreExitCode = IgnoreExitCode },
            sampling?.ExcludeKernel ?? true);
    }

    private void Decide(Baseline baseline, string file, Baseline measured)
    {
        var comparison = new OProfBaselineComparison(
            BaselineComparison.Of(baseline, measured, new BaselineOptions
            {
                Within = Within,
                ShareWithin = ShareWithin,
                Confidence = Confidence,
                MinimumShare = MinimumShare,
                Counters = Counter,
            }),
            file);
        switch (comparison.Verdict)
        {
            case BaselineVerdict.Regressed:
                string? page = Draw(baseline, measured, file);
                throw ObjectErrors.Regressed(comparison with { FlameGraph = page });
            case BaselineVerdict.Undecided:
                throw ObjectErrors.Undecided(comparison);
            case var _ when PassThru:
                WriteObject(comparison);
                break;
        }
    }

    // The failure is what matters: a page that could not be written is a warning beside it.
    private string? Draw(Baseline baseline, Baseline measured, string file)
    {
        if (baseline.Profile is null || measured.Profile is null)
            return null;
        string page = FlameGraphPath is null ? PageFile.NewTemporary() : FolderPath.Unresolved(SessionState.Path, FlameGraphPath);
        var options = new FlameGraphOptions
        {
            Title = $"{measured.Name}, compared with {System.IO.Path.GetFileName(file)}",
            Baseline = BaselineStacks.ToProfile(baseline.Profile, System.IO.Path.GetFileName(file)),
            ByProcess = false,
        };
        try
        {
            PageFile.Write(page, stream => FlameGraphPage.Write(BaselineStacks.ToProfile(measured.Profile, measured.Name), stream, options, PipelineStopped));
            return page;
        }
        catch (CaptureException e)
        {
            WriteWarning(e.Message);
            return null;
        }
    }
}
