using System.Globalization;
using OProf.Capture.Sessions.Publishing;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the processes whose sessions can be followed.</summary>
public sealed class PublishedProcessIdCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates() =>
        from session in PublishedSession.All()
        group session by session.ProcessId into process
        let id = process.Key.ToString(CultureInfo.InvariantCulture)
        let names = string.Join(", ", process.Select(session => session.Name))
        select new Candidate(id, $"{RunningProcess.NameOf(process.Key)}: {names}", $"{id} {names}");
}
