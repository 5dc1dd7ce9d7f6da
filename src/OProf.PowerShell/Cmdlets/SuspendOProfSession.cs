using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Pauses sessions: no samples are taken, processes and mappings are still followed.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "OProfSession", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(OProfSession))]
public sealed class SuspendOProfSession : SessionCmdlet
{
    /// <summary>Emits the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        session.Capture.Suspend();
        if (PassThru)
            WriteObject(session);
    }
}
