using System.Globalization;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the ids of the processes that run.</summary>
public sealed class ProcessIdCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from process in RunningProcess.All()
        let id = process.Id.ToString(CultureInfo.InvariantCulture)
        select new Candidate(id, process.CommandLine, $"{id} {process.Name}");
}
