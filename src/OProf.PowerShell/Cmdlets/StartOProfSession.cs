using System.Management.Automation;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Starts a session: samples of the whole system, of processes, or of a command that is launched for it.</summary>
[Cmdlet(VerbsLifecycle.Start, "OProfSession", DefaultParameterSetName = AllCpuSet)]
[OutputType(typeof(OProfSession))]
public sealed class StartOProfSession : OProfCmdlet
{
    private const string AllCpuSet = "AllCpu";
    private const string CommandSet = "Command";
    private const string ProcessIdSet = "ProcessId";
    private const string ProcessNameSet = "ProcessName";

    private readonly List<int> _processIds = [];
    private OProfSession? _session;

    /// <summary>Captures every process on all CPUs; so it does where no target is given.</summary>
    [Parameter(ParameterSetName = AllCpuSet)]
    [Alias("System")]
    public SwitchParameter AllCpu { get; set; }

    /// <summary>A program to launch, found through PATH, and its arguments. Counting begins at its exec.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>Where the command's output goes.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    public CommandOutput CommandOutput { get; set; }

    /// <summary>Processes to attach to, with all their threads and what they start.</summary>
    [Parameter(ParameterSetName = ProcessIdSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Pid")]
    [ArgumentCompleter(typeof(ProcessIdCompleter))]
    public int[] ProcessId { get; set; } = [];

    /// <summary>Names of processes to attach to; <c>*</c> and <c>?</c> match.</summary>
    [Parameter(ParameterSetName = ProcessNameSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProcessNameCompleter))]
    [SupportsWildcards]
    public string[] ProcessName { get; set; } = [];

    /// <summary>CPUs to capture on; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CpuCompleter))]
    public int[]? Cpu { get; set; }

    /// <summary>Events and groups as <c>perf list</c> writes them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[] Event { get; set; } = [.. new CaptureOptions().Events];

    /// <summary>Markers whose hits are recorded from the beginning; <c>*</c> and <c>?</c> match.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    [SupportsWildcards]
    public string[] Marker { get; set; } = [];

    /// <summary>Samples a second and CPU.</summary>
    [Parameter]
    public int? Frequency { get; set; }

    /// <summary>Occurrences between two samples; nanoseconds for the clock events.</summary>
    [Parameter]
    public long? Period { get; set; }

    /// <summary>How call chains are taken.</summary>
    [Parameter]
    public CallGraphMode CallGraph { get; set; } = CallGraphMode.FramePointer;

    /// <summary>Takes the time that threads spend off the CPU, too, with the stack at which they left it and why.</summary>
    [Parameter]
    public SwitchParameter OffCpu { get; set; }

    /// <summary>
    /// Whether the functions and lines of scripts that run in this runspace become frames, too. They do where it is not said and
    /// this process is among those of -ProcessId.
    /// </summary>
    [Parameter(ParameterSetName = AllCpuSet)]
    [Parameter(ParameterSetName = ProcessIdSet)]
    public SwitchParameter ScriptFrame { get; set; }

    /// <summary>Time after which the session ends by itself.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Duration { get; set; }

    /// <summary>Number of samples after which the session ends by itself.</summary>
    [Parameter]
    public long? MaxSample { get; set; }

    /// <summary>Bytes of each CPU's ring: a power of two of at least one page.</summary>
    [Parameter]
    public long? BufferSize { get; set; }

    /// <summary>Most bytes that the session keeps.</summary>
    [Parameter]
    public long MaxMemory { get; set; } = CaptureOptions.DefaultMaxMemory;

    /// <summary>
    /// A folder that the session is written to while it runs, as Common Trace Format: new, or empty. Memory stays at the
    /// size of the buffers then. Parents that are not there are made.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath", "PSPath")]
    public string? Path { get; set; }

    /// <summary>Deletes a recording that is in the folder already; anything else there stays, and is an error.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What gives way at the memory limit: the session, which ends (Discard), or what is oldest of it (Overwrite).</summary>
    [Parameter]
    public BufferRetention Mode { get; set; }

    /// <summary>With -Mode Overwrite, the time that is kept at least; as much as fits where none is given.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Last { get; set; }

    /// <summary>Name of the session; one made from its number where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Leaves samples in the kernel out.</summary>
    [Parameter]
    public SwitchParameter ExcludeKernel { get; set; }

    /// <summary>Leaves samples in user space out.</summary>
    [Parameter]
    public SwitchParameter ExcludeUser { get; set; }

    /// <inheritdoc/>
    protected override bool IsErrorTerminating => true;

    /// <inheritdoc/>
    protected override void Process() => _processIds.AddRange(ProcessId);

    /// <inheritdoc/>
    protected override void End()
    {
        // However many processes come down the pipeline, they make one session; none at all make no session of everything.
        if (MyInvocation.ExpectingInput && _processIds.Count == 0)
            throw SessionErrors.NoProcessPiped();

        bool isHere = _processIds.Count == 0 || _processIds.Contains(Environment.ProcessId);
        if (ScriptFrame && !isHere)
            throw SessionErrors.ScriptNotCaptured();
        var session = OProfSession.Of(CaptureSession.Start(Options()));
        Volatile.Write(ref _session, session);
        if (PipelineStopped.IsCancellationRequested)
            OnStopped();
        session.EndsWithPipeline = true;
        try
        {
            SessionNotices.Say(session, this);
            WriteObject(session);
        }
        catch (PipelineStoppedException)
        {
            OnStopped();
            throw;
        }
        finally
        {
            session.EndsWithPipeline = false;
        }
    }

    /// <summary>A pipeline that is stopped takes the session that it started with it; what was captured stays.</summary>
    protected override void OnStopped() => Volatile.Read(ref _session)?.Capture.Stop(EndReason.PipelineEnded);

    private bool TakesScript => MyInvocation.BoundParameters.ContainsKey(nameof(ScriptFrame)) ? ScriptFrame : _processIds.Contains(Environment.ProcessId);

    private CaptureOptions Options() => new()
    {
        Command = ParameterSetName == CommandSet ? Command : null,
        CommandOutput = CommandOutput,
        WorkingDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        ProcessIds = [.. _processIds.Distinct()],
        ProcessNames = ProcessName,
        Cpus = Cpu,
        Events = Event,
        Probes = [.. Marker.Select(marker => new RecordProbeOptions { Marker = marker })],
        Frequency = Frequency,
        Period = Period,
        CallGraph = CallGraph,
        OffCpu = OffCpu,
        ScriptCalls = TakesScript ? RunspaceCalls.OfRunspace() : null,
        Duration = Duration,
        MaxSamples = MaxSample,
        BufferSize = BufferSize,
        MaxMemory = MaxMemory,
        Path = Path is null ? null : FolderPath.Unresolved(SessionState.Path, Path),
        Force = Force,
        Mode = Mode,
        Last = Last,
        Name = Name,
        ExcludeKernel = ExcludeKernel,
        ExcludeUser = ExcludeUser,
    };
}
