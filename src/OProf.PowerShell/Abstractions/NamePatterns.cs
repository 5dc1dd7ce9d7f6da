using System.Management.Automation;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// Names that a user has given, in which <c>*</c> and <c>?</c> match; a name as it is matches too, as <c>[unknown]</c> would
/// else be a set of letters. A path is also known by its last part.
/// </summary>
internal sealed class NamePatterns
{
    private readonly string[] _names;
    private readonly WildcardPattern[] _patterns;

    public NamePatterns(IEnumerable<string>? patterns)
    {
        _names = [.. patterns ?? []];
        _patterns = [.. _names.Select(static pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase))];
    }

    /// <summary>Whether anything matches, as nothing was asked for.</summary>
    public bool MatchAll => _patterns.Length == 0;

    /// <summary>Whether a name matches one of the patterns, or there is none.</summary>
    public bool Match(string? name) => MatchAll || (name is not null
        && (_names.Contains(name, StringComparer.OrdinalIgnoreCase) || Array.Exists(_patterns, pattern => pattern.IsMatch(name))));

    /// <summary>Whether a path, or its last part, matches one of the patterns, or there is none.</summary>
    public bool MatchPath(string? path) => Match(path) || Match(path?[(path.LastIndexOf('/') + 1)..]);
}
