using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Lets sessions that were paused take samples again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "OProfSession", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(OProfSession))]
public sealed class ResumeOProfSession : SessionCmdlet
{
    /// <summary>Emits the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        session.Capture.Resume();
        if (PassThru)
            WriteObject(session);
    }
}
