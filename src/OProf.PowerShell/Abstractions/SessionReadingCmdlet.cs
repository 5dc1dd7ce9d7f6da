using System.Management.Automation;
using OProf.Capture.Sessions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>A cmdlet that changes nothing about a session: where none is given, the one that was started last is meant.</summary>
public abstract class SessionReadingCmdlet : SessionCmdlet
{
    /// <summary>The sessions; the one that was started last where none is given.</summary>
    [Parameter(ParameterSetName = SessionSet, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public override OProfSession[] Session { get; set; } = [];

    private protected override IEnumerable<OProfSession> Unnamed()
    {
        // An empty pipeline means no session, not any.
        if (MyInvocation.ExpectingInput)
            return [];
        var sessions = SessionRegistry.Sessions;
        if (sessions.Count > 0)
            return [OProfSession.Of(sessions[^1])];
        Report(SessionErrors.NoSession().ToErrorRecord());
        return [];
    }
}
