using OProf.Capture.Sessions;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the names of the sessions.</summary>
public sealed class SessionNameCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from session in SessionRegistry.Sessions
        select new Candidate(session.Name, $"{session.Target}, {session.State}");
}
