using System.Management.Automation;
using OProf.Capture.Sessions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>Finds sessions of this process by what a user calls them.</summary>
internal static class SessionSelection
{
    /// <summary>All sessions, in the order of their start.</summary>
    public static IEnumerable<OProfSession> All() => SessionRegistry.Sessions.Select(OProfSession.Of);

    /// <summary>Sessions by id; an id that no session has is an error.</summary>
    public static IEnumerable<OProfSession> ById(IEnumerable<int> ids, Action<ErrorRecord> report)
    {
        foreach (int id in ids)
        {
            if (All().FirstOrDefault(session => session.Id == id) is { } found)
                yield return found;
            else
                report(SessionErrors.NotFound(id).ToErrorRecord());
        }
    }

    /// <summary>Sessions by name, each once; a name without wildcards that no session has is an error.</summary>
    public static IEnumerable<OProfSession> ByName(IEnumerable<string> names, Action<ErrorRecord> report)
    {
        var given = new HashSet<int>();
        foreach (string name in names)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = All().Where(session => pattern.IsMatch(session.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                report(SessionErrors.NotFound(name).ToErrorRecord());
            foreach (var session in found.Where(session => given.Add(session.Id)))
                yield return session;
        }
    }
}
