using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Ends sessions; what they captured stays until they are removed.</summary>
[Cmdlet(VerbsLifecycle.Stop, "OProfSession", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(OProfSession))]
public sealed class StopOProfSession : SessionCmdlet
{
    /// <summary>Emits the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        if (!ShouldProcess($"{session.Name} ({session.Target})"))
            return;
        session.Stop();
        if (PassThru)
            WriteObject(session);
    }
}
