using System.Globalization;
using OProf.Capture.Sources.EventPipe;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the ids of the processes that have a diagnostics port of .NET.</summary>
public sealed class EventPipeProcessCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from process in EventPipeSampling.Processes()
        let id = process.Id.ToString(CultureInfo.InvariantCulture)
        select new Candidate(id, process.Name, $"{id} {process.Name}");
}
