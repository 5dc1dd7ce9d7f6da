using OProf.Capture.Sessions.Publishing;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the names of the sessions that can be followed.</summary>
public sealed class PublishedNameCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from session in PublishedSession.All()
        select new Candidate(session.Name, FormattableString.Invariant($"process {session.ProcessId}, {session.Description.Target}"));
}
