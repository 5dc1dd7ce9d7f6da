using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Disconnects probes: when this is done they do nothing more. What they recorded stays.</summary>
[Cmdlet(VerbsCommon.Remove, "OProfProbe", DefaultParameterSetName = ProbeSet, SupportsShouldProcess = true)]
public sealed class RemoveOProfProbe : OProfCmdlet
{
    private const string ProbeSet = "Probe";
    private const string IdSet = "Id";

    /// <summary>The probes.</summary>
    [Parameter(ParameterSetName = ProbeSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public OProfProbe[] Probe { get; set; } = [];

    /// <summary>Their numbers in the session.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    public int[] Id { get; set; } = [];

    /// <summary>The session; the one that was started last where none is given.</summary>
    [Parameter(ParameterSetName = IdSet)]
    [ValidateNotNull]
    public OProfSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var probe in ParameterSetName == ProbeSet ? Probe : ById())
        {
            if (ShouldProcess($"{probe} ({probe.Session})"))
                probe.Capture.RemoveProbe(probe.Probe);
        }
    }

    private IEnumerable<OProfProbe> ById()
    {
        var session = Session ?? ProbeTarget.Last();
        var capture = ProbeTarget.CaptureOf(session);
        foreach (int id in Id)
        {
            if (capture.Probes.FirstOrDefault(probe => probe.Id == id) is { } found)
                yield return new OProfProbe(capture, found);
            else
                Report(ProbeErrors.NotFound(id, session).ToErrorRecord());
        }
    }
}
