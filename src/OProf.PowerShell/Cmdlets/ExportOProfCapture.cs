using System.Management.Automation;
using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Writes what sessions hold in a format that other tools read.</summary>
[Cmdlet(VerbsData.Export, "OProfCapture", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(byte[]), typeof(FileInfo), typeof(DirectoryInfo))]
public sealed class ExportOProfCapture : SessionReadingCmdlet
{
    private readonly List<OProfSession> _sessions = [];

    /// <summary>The session; the one that was started last where none is given.</summary>
    [Parameter(ParameterSetName = SessionSet, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public override OProfSession[] Session { get; set; } = [];

    /// <summary>Id of the session.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public override int[] Id { get; set; } = [];

    /// <summary>The file, or a folder in which each session gets a file of its name.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string? Path { get; set; }

    /// <summary>The format; where none is given, that which the file's name ends in.</summary>
    [Parameter]
    public CaptureFormat? Format { get; set; }

    /// <summary>Only samples of these events.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <summary>Only samples of these processes; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProcessIdCompleter))]
    public int[]? ProcessId { get; set; }

    /// <summary>Emits the lines or bytes in place of writing them to a file.</summary>
    [Parameter]
    public SwitchParameter AsStream { get; set; }

    /// <summary>Replaces a file that is read-only, or a recording that is in the folder.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves a file that is there as it is, which is an error.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Emits the file or folder.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (AsStream ? Path is not null || Format is null : Path is null)
            ThrowTerminatingError(ExportTargetErrors.NoTarget(AsStream).ToErrorRecord());
    }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        if (_sessions.Contains(session))
            return;
        _sessions.Add(session);
        if (AsStream)
            Stream(session);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (AsStream || _sessions.Count == 0)
            return;
        var targets = ExportTargets.Of(FolderPath.Unresolved(SessionState.Path, Path!), Format, _sessions);
        foreach (var (session, path, format) in targets)
        {
            try
            {
                OnSession(session, () => Save(session, path, format));
            }
            catch (CaptureException exception)
            {
                // One session's failure does not keep the others from their turn.
                Report(exception.ToErrorRecord());
            }
        }
    }

    private void Save(OProfSession session, string path, CaptureFormat format)
    {
        if (NoClobber && (File.Exists(path) || Directory.Exists(path)))
            throw ExportTargetErrors.Exists(path);
        if (!ShouldProcess(path, $"Export {session.Name} ({session.Target}, {session.SampleCount} samples) as {format}"))
            return;
        Say(session);
        using (var progress = new WorkProgress(this, $"Exporting {session.Name} to {path}"))
            SayNotices(session, Stoppable(() => CaptureExport.Save(session.Capture, format, path, Options(progress), Force)));
        if (PassThru)
            WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);
    }

    private void Stream(OProfSession session)
    {
        var format = Format!.Value;
        Say(session);
        using var stream = new PipelineStream(this, CaptureExporter.Of(format).Kind == ExportKind.Text);
        using var progress = new WorkProgress(this, $"Exporting {session.Name}");
        SayNotices(session, Stoppable(() => CaptureExport.Write(session.Capture, format, stream, Options(progress))));
        stream.Complete();
    }

    private ExportOptions Options(IProgress<long> progress) => new()
    {
        Events = Event,
        ProcessIds = ProcessId,
        Progress = progress,
        Cancellation = PipelineStopped,
    };

    private void Say(OProfSession session)
    {
        SessionNotices.Say(session, this);
        if (session.State is CaptureState.Running or CaptureState.Suspended)
            WriteWarning($"{session.Name} is still running: this is what it has up to now.");
    }

    private void SayNotices(OProfSession session, IReadOnlyList<SessionNotice> notices)
    {
        foreach (var notice in notices)
            WriteWarning($"{session.Name}: {notice.Message}");
    }
}
