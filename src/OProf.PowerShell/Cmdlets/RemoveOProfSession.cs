using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Ends sessions and gives back everything that they hold, what they captured included.</summary>
[Cmdlet(VerbsCommon.Remove, "OProfSession", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
public sealed class RemoveOProfSession : SessionCmdlet
{
    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        if (ShouldProcess($"{session.Name} ({session.Target}, {session.SampleCount} samples)"))
            session.Dispose();
    }
}
