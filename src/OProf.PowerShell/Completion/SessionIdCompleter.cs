using System.Globalization;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the ids of the sessions.</summary>
public sealed class SessionIdCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from session in SessionRegistry.Sessions
        let id = session.Id.ToString(CultureInfo.InvariantCulture)
        select new Candidate(id, $"{session.Name}: {session.Target}, {session.State}", $"{id} {session.Name}");
}
