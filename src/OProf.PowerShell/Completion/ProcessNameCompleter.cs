namespace OProf.PowerShell.Completion;

/// <summary>Offers the names of the processes that run, each once.</summary>
public sealed class ProcessNameCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from process in RunningProcess.All()
        group process by process.Name into named
        orderby named.Key
        select new Candidate(named.Key, named.Count() == 1 ? named.First().CommandLine : $"{named.Count()} processes");
}
