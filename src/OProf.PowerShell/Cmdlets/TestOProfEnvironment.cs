using System.Management.Automation;
using OProf.Capture.Environments;
using OProf.PowerShell.Abstractions;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Says what a capture may do on this machine as this user, which setting decides that, and the remedy for what it may not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OProfEnvironment")]
[OutputType(typeof(EnvironmentCapability), typeof(bool))]
public sealed class TestOProfEnvironment : OProfCmdlet
{
    /// <summary>Only these capabilities; all where none is given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public CaptureCapability[]? Capability { get; set; }

    /// <summary>Gives true or false: whether all of the capabilities are there.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var asked = EnvironmentProbe.Run().Where(entry => Capability is null || Capability.Contains(entry.Name));
        if (Quiet)
            WriteObject(asked.All(entry => entry.Allowed));
        else
            WriteObject(asked, enumerateCollection: true);
    }
}
