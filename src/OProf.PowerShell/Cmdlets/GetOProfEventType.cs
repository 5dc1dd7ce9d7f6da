using System.Management.Automation;
using OProf.Capture.Sources.PerfEvents.Events;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Says which events there are, and which of them can be captured on this machine by this user.</summary>
[Cmdlet(VerbsCommon.Get, "OProfEventType")]
[OutputType(typeof(EventType))]
public sealed class GetOProfEventType : OProfCmdlet
{
    /// <summary>Names or aliases; <c>*</c> and <c>?</c> match. All where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only events of these kinds.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public EventKind[]? Kind { get; set; }

    /// <summary>Only events that can be sampled here.</summary>
    [Parameter]
    public SwitchParameter Available { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name)
        {
            bool known = false;
            foreach (var type in EventCatalog.Machine.Enumerate(name))
            {
                known = true;
                if ((Kind is null || Kind.Contains(type.Kind)) && (!Available || type.CanSample))
                    WriteObject(type);
            }

            if (!known && !WildcardPattern.ContainsWildcardCharacters(name))
                EventSelection.Parse(name, EventCatalog.Machine);
        }
    }
}
