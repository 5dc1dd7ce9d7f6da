using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Emits the counts of sessions: what was received, delivered and lost, by CPU and cause, and in total.</summary>
[Cmdlet(VerbsCommon.Get, "OProfStatistic", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(OProfStatistic))]
public sealed class GetOProfStatistic : SessionReadingCmdlet
{
    /// <summary>Only the sums over all CPUs.</summary>
    [Parameter]
    public SwitchParameter Total { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        var ledger = session.Capture.Ledger;
        if (!Total)
        {
            foreach (var cpu in ledger)
                WriteObject(new OProfStatistic(session.Name, cpu.Cpu, [cpu]));
        }

        WriteObject(new OProfStatistic(session.Name, null, ledger));
    }
}
