using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Capture.Recording;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Writes what a session holds to a folder; a session that captures goes on meanwhile.</summary>
[Cmdlet(VerbsData.Save, "OProfSession", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(OProfSession))]
public sealed class SaveOProfSession : SessionReadingCmdlet
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

    /// <summary>The folder: new, or empty.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>Deletes a recording that is in the folder already; anything else there stays, and is an error.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the session.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        if (!_sessions.Contains(session))
            _sessions.Add(session);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_sessions.Count == 0)
            return;
        string path = FolderPath.Unresolved(SessionState.Path, Path);
        if (_sessions.Count > 1)
            throw PathErrors.SeveralSessions(path, _sessions.Count);
        var session = _sessions[0];
        if (!ShouldProcess(path, $"Save {session.Name} ({session.Target}, {session.SampleCount} samples)"))
            return;
        OnSession(session, () => Save(session, path));
        if (PassThru)
            WriteObject(session);
    }

    private void Save(OProfSession session, string path)
    {
        using var progress = new WorkProgress(this, $"Saving {session.Name} to {path}");
        try
        {
            SessionSnapshot.Save(RetainedData.Of(session.Capture), path, Force, progress, PipelineStopped);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
