using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the events by name: those that can be sampled here first, with what each of them counts.</summary>
public sealed class EventCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from type in EventCatalog.Machine.Enumerate()
        where type.Kind != EventKind.Raw
        orderby type.CanSample descending
        select new Candidate(type.Name, type.CanSample ? type.Description : $"{type.Description} Not here: {type.Reason}");
}
