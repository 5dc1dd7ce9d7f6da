using System.Management.Automation;
using OProf.Analysis.Baselines;
using OProf.Analysis.Counters;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>A cmdlet that measures a command or a script block for a baseline: in several runs, counted and sampled, and in turn with a reference.</summary>
public abstract class BaselineCmdlet : OProfCmdlet
{
    private protected const string CommandSet = "Command";
    private protected const string ScriptBlockSet = "ScriptBlock";

    /// <summary>The baseline's file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>A program to run, found through PATH, and its arguments. Counting begins at its exec.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>A program to measure in turn with it: the ratio is the same on other machines where the times are not.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateNotNullOrEmpty]
    public string[]? ReferenceCommand { get; set; }

    /// <summary>A script block to run in this process.</summary>
    [Parameter(ParameterSetName = ScriptBlockSet, Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>A script block to measure in turn with it.</summary>
    [Parameter(ParameterSetName = ScriptBlockSet)]
    [ValidateNotNull]
    public ScriptBlock? Reference { get; set; }

    /// <summary>Events to count, as <c>perf list</c> writes them.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptBlockSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <summary>Runs that count.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptBlockSet)]
    [ValidateRange(1, 1_000_000)]
    public int? Repeat { get; set; }

    /// <summary>Runs before them that do not count.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptBlockSet)]
    [ValidateRange(0, 1_000_000)]
    public int? WarmUp { get; set; }

    /// <summary>Samples a second and CPU.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptBlockSet)]
    [ValidateRange(1, 1_000_000)]
    public int? Frequency { get; set; }

    /// <summary>Lets a run count that ends with another exit code than 0, by a signal or with an error.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptBlockSet)]
    public SwitchParameter IgnoreExitCode { get; set; }

    /// <inheritdoc/>
    protected override bool IsErrorTerminating => true;

    /// <summary>Measures, says what has to be known of it, and gives back all that the runs held.</summary>
    /// <param name="events">What is counted.</param>
    /// <param name="sampling">How it is sampled; null for not at all.</param>
    /// <param name="options">How often.</param>
    /// <param name="isUserOnly">Whether samples in the kernel are left out.</param>
    /// <exception cref="CaptureException">It failed, or could not be measured.</exception>
    private protected Baseline Measure(IReadOnlyList<string> events, CaptureOptions? sampling, BenchmarkOptions options, bool isUserOnly)
    {
        var counting = new CounterOptions
        {
            Events = events,
            WorkingDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Profile = sampling,
        };
        var benchmark = new CommandBenchmark(
            ScriptBlock is null ? new CountedCommand(Command, counting) : Block(ScriptBlock, counting),
            ReferenceCommand is not null ? new CountedCommand(ReferenceCommand, counting) : Reference is not null ? Block(Reference, counting) : null,
            options);
        try
        {
            using (var progress = new BenchmarkProgressBar(this))
                benchmark.Run(progress, PipelineStopped);
            Say(benchmark);
            if ((benchmark.Measurement?.Failure ?? benchmark.Reference?.Failure) is { } failure)
                throw failure;
            return BaselineBuilder.Of(benchmark.Measurement!, benchmark.Reference, sampling?.Events[0], isUserOnly, PipelineStopped);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            foreach (var session in SessionsOf(benchmark))
                session.Dispose();
        }
    }

    private static IEnumerable<CaptureSession> SessionsOf(CommandBenchmark benchmark) =>
        [.. benchmark.Measurement?.Sessions ?? [], .. benchmark.Reference?.Sessions ?? []];

    private CountedBlock Block(ScriptBlock block, CounterOptions options)
    {
        var script = new MeasuredScript(this, block);
        return new CountedBlock(script.Name, script.Run, options);
    }

    // What holds for one run mostly holds for all of them, and is said once. What the intervals of a comparison of the two say
    // does not matter here.
    private void Say(CommandBenchmark benchmark)
    {
        var said = new HashSet<string>();
        foreach (var notice in (benchmark.Measurement?.Notices ?? []).Concat(benchmark.Reference?.Notices ?? []).Where(notice => said.Add(notice.Message)))
            WriteWarning(notice.Message);
        foreach (var session in SessionsOf(benchmark))
        {
            foreach (var notice in OProfSession.Of(session).TakeNewNotices().Where(notice => said.Add(notice.Id)))
                WriteWarning($"{session.Name}: {notice.Message}");
            if (SessionLosses.Sentence(session) is { } losses && said.Add("losses"))
                WriteWarning($"{session.Name}: {losses}");
        }
    }
}
