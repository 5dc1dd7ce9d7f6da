using System.Management.Automation;
using OProf.Analysis.Counters;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Counts what a command or a script block does, in one run or several, and compares it with another one.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "OProfCommand", DefaultParameterSetName = CommandSet)]
[OutputType(typeof(OProfCommandMeasurement), typeof(OProfCommandComparison))]
public sealed class MeasureOProfCommand : OProfCmdlet
{
    private const string CommandSet = "Command";
    private const string ScriptBlockSet = "ScriptBlock";
    private const int RepeatToCompare = 10;

    /// <summary>A program to run, found through PATH, and its arguments. Counting begins at its exec.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>Another one to compare it with; they run in turn.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateNotNullOrEmpty]
    public string[]? ReferenceCommand { get; set; }

    /// <summary>Where the output of a command goes.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    public CommandOutput CommandOutput { get; set; } = CommandOutput.Discard;

    /// <summary>A script block to run in this process. Its thread is counted, and all that it starts.</summary>
    [Parameter(ParameterSetName = ScriptBlockSet, Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Another one to compare it with; they run in turn.</summary>
    [Parameter(ParameterSetName = ScriptBlockSet)]
    [ValidateNotNull]
    public ScriptBlock? Reference { get; set; }

    /// <summary>Events and groups as <c>perf list</c> writes them; a set of common ones where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[] Event { get; set; } = [.. CounterOptions.DefaultEvents];

    /// <summary>Runs that count: 1, and 10 of each where two are compared.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int? Repeat { get; set; }

    /// <summary>Runs before them that do not count: none, and 1 of each where two are compared.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int? WarmUp { get; set; }

    /// <summary>A difference that does not matter, as a share (0.01) or in percent (1%).</summary>
    [Parameter]
    [Share]
    [ValidateRange(0.0001, 10.0)]
    public double Within { get; set; } = 0.01;

    /// <summary>Lets a run count that ends with another exit code than 0, by a signal or with an error.</summary>
    [Parameter]
    public SwitchParameter IgnoreExitCode { get; set; }

    /// <summary>Samples each run, too; the session is on the result.</summary>
    [Parameter]
    public SwitchParameter Profile { get; set; }

    /// <summary>Samples a second and CPU; implies -Profile.</summary>
    [Parameter]
    public int? Frequency { get; set; }

    /// <summary>The event that is sampled; implies -Profile. As Start-OProfSession samples where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string? SampleEvent { get; set; }

    /// <summary>With a script block and -Profile: whether the script's functions and lines become frames. They do where it is not said.</summary>
    [Parameter(ParameterSetName = ScriptBlockSet)]
    public SwitchParameter ScriptFrame { get; set; } = true;

    /// <inheritdoc/>
    protected override bool IsErrorTerminating => true;

    private bool IsComparison => ReferenceCommand is not null || Reference is not null;

    /// <inheritdoc/>
    protected override void End()
    {
        var options = new CounterOptions
        {
            Events = Event,
            WorkingDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            CommandOutput = CommandOutput,
            Profile = Profile || Frequency is not null || SampleEvent is not null ? Sampling() : null,
        };
        var benchmark = new CommandBenchmark(
            ScriptBlock is null ? new CountedCommand(Command, options) : Block(ScriptBlock, options),
            ReferenceCommand is not null ? new CountedCommand(ReferenceCommand, options) : Reference is not null ? Block(Reference, options) : null,
            new BenchmarkOptions
            {
                Repeat = Repeat ?? (IsComparison ? RepeatToCompare : 1),
                WarmUp = WarmUp ?? (IsComparison ? 1 : 0),
                IgnoreExitCode = IgnoreExitCode,
                Within = Within,
            });
        try
        {
            using var progress = new BenchmarkProgressBar(this);
            benchmark.Run(progress, PipelineStopped);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        Emit(benchmark);
    }

    private CaptureOptions Sampling()
    {
        var options = new CaptureOptions
        {
            Frequency = Frequency,
            PublishedSize = 0,
            ScriptCalls = ScriptBlock is null || !ScriptFrame ? null : RunspaceCalls.OfPipeline(MeasuredScript.Calls),
        };
        return SampleEvent is null ? options : options with { Events = [SampleEvent] };
    }

    private CountedBlock Block(ScriptBlock block, CounterOptions options)
    {
        var script = new MeasuredScript(this, block);
        return new CountedBlock(script.Name, script.Run, options);
    }

    private void Emit(CommandBenchmark benchmark)
    {
        foreach (var notice in benchmark.Comparison?.Notices ?? [.. benchmark.Measurement?.Notices ?? [], .. benchmark.Reference?.Notices ?? []])
            WriteWarning(notice.Message);
        SayOf([.. benchmark.Measurement?.Sessions ?? [], .. benchmark.Reference?.Sessions ?? []]);
        if (benchmark.Comparison is { } comparison)
        {
            WriteObject(new OProfCommandComparison(comparison));
            return;
        }

        foreach (var measurement in new[] { benchmark.Measurement, benchmark.Reference })
        {
            if (measurement is null)
                continue;
            WriteObject(new OProfCommandMeasurement(measurement, Within));
            if (measurement.Failure is { } failure)
                WriteError(failure.ToErrorRecord());
        }
    }

    // What holds for one run's session mostly holds for all of them, and is said once.
    private void SayOf(IReadOnlyList<CaptureSession> sessions)
    {
        var said = new HashSet<string>();
        foreach (var session in sessions.Select(OProfSession.Of))
        {
            foreach (var notice in session.TakeNewNotices().Where(notice => said.Add(notice.Message)))
                WriteWarning($"{session.Name}: {notice.Message}");
            if (SessionLosses.Sentence(session.Capture) is { } losses)
                WriteWarning($"{session.Name}: {losses}");
        }
    }
}
