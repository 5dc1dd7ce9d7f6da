using System.Globalization;
using OProf.Capture.Sessions.Publishing;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the numbers of the sessions that can be followed.</summary>
public sealed class PublishedIdCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from session in PublishedSession.All()
        let id = session.SessionId.ToString(CultureInfo.InvariantCulture)
        select new Candidate(id, FormattableString.Invariant($"process {session.ProcessId}, {session.Description.Target}"), $"{id} {session.Name}");
}
