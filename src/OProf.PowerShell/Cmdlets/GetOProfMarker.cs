using System.Management.Automation;
using OProf.Capture.Markers;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Lists markers: the places in the kernel, in programs and in scripts that probes can be connected to.</summary>
[Cmdlet(VerbsCommon.Get, "OProfMarker")]
[OutputType(typeof(OProfMarker))]
public sealed class GetOProfMarker : OProfCmdlet
{
    /// <summary>Names; <c>*</c> and <c>?</c> match. All where none is given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The sources to keep to; all where none is given.</summary>
    [Parameter]
    public MarkerSource[] Source { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name)
        {
            bool any = false;
            foreach (var marker in MarkerCatalog.Find(name).Concat(MarkerCatalog.TryGet(name) is { } one ? [one] : []).DistinctBy(marker => (marker.Name, marker.Source)))
            {
                ThrowIfStopped();
                any = true;
                if (Source.Length == 0 || Source.Contains(marker.Source))
                    WriteObject(new OProfMarker(marker));
            }

            if (!any && !WildcardPattern.ContainsWildcardCharacters(name))
                throw MarkerCatalog.NotFound(name);
        }
    }
}
