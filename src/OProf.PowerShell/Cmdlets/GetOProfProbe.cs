using System.Management.Automation;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Lists the probes of sessions with their counts, or what they measure.</summary>
[Cmdlet(VerbsCommon.Get, "OProfProbe", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(OProfProbe), typeof(OProfProbeStatistic))]
public sealed class GetOProfProbe : OProfCmdlet
{
    private const string SessionSet = "Session";
    private const string ProbeSet = "Probe";

    /// <summary>Names of markers; <c>*</c> and <c>?</c> match. Probes of all markers where none is given.</summary>
    [Parameter(ParameterSetName = SessionSet, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    [SupportsWildcards]
    public string[] Marker { get; set; } = [];

    /// <summary>Numbers of probes in their session.</summary>
    [Parameter(ParameterSetName = SessionSet)]
    public int[] Id { get; set; } = [];

    /// <summary>The sessions; all of this process where none is given.</summary>
    [Parameter(ParameterSetName = SessionSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public OProfSession[] Session { get; set; } = [];

    /// <summary>Probes, as <c>Add-OProfProbe</c> gave them.</summary>
    [Parameter(ParameterSetName = ProbeSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public OProfProbe[] Probe { get; set; } = [];

    /// <summary>Emits what the probes measure: a row for all hits, and one for each key.</summary>
    [Parameter]
    public SwitchParameter Statistic { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var probe in ParameterSetName == ProbeSet ? Probe : Selected())
        {
            if (Statistic)
                WriteObject(probe.GetStatistics(), enumerateCollection: true);
            else
                WriteObject(probe);
        }
    }

    private IEnumerable<OProfProbe> Selected()
    {
        IEnumerable<OProfSession> sessions = Session.Length > 0 ? Session
            : MyInvocation.ExpectingInput ? [] : SessionRegistry.Sessions.OfType<CaptureSession>().Select(OProfSession.Of);
        var patterns = Array.ConvertAll(Marker, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        return
            from session in sessions
            let capture = ProbeTarget.CaptureOf(session)
            from probe in capture.Probes
            where Id.Length == 0 || Id.Contains(probe.Id)
            where patterns.Length == 0 || patterns.Any(pattern => pattern.IsMatch(probe.Options.Marker))
            select new OProfProbe(capture, probe);
    }
}
