using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Gives the sessions of this process.</summary>
[Cmdlet(VerbsCommon.Get, "OProfSession", DefaultParameterSetName = SessionCmdlet.NameSet)]
[OutputType(typeof(OProfSession))]
public sealed class GetOProfSession : OProfCmdlet
{
    /// <summary>Names of the sessions; <c>*</c> and <c>?</c> match. All where none is given.</summary>
    [Parameter(ParameterSetName = SessionCmdlet.NameSet, Position = 0)]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Ids of the sessions.</summary>
    [Parameter(ParameterSetName = SessionCmdlet.IdSet, Mandatory = true)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Only sessions in one of these states.</summary>
    [Parameter]
    public CaptureState[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        var sessions = ParameterSetName == SessionCmdlet.IdSet
            ? SessionSelection.ById(Id, Report)
            : SessionSelection.ByName(Name, Report);
        foreach (var session in sessions)
        {
            if (State.Length == 0 || State.Contains(session.State))
                WriteObject(session);
        }
    }
}
