using System.IO.Enumeration;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The name of a marker of this source: <c>dotnet:PROCESS/PROVIDER/EVENT</c>. The process is an id or a name with wildcards, the
/// provider may have keywords, level and arguments behind it, the event may have wildcards.
/// </summary>
/// <param name="Process">Process id or name.</param>
/// <param name="Provider">What is asked of the provider.</param>
/// <param name="Event">The event's name, or a pattern of it, without the slash that TraceEvent puts into Request/Start.</param>
internal sealed record EventMarkerName(string Process, EventProviderRequest Provider, string Event)
{
    /// <summary>What all of the names begin with.</summary>
    public const string Prefix = "dotnet:";

    /// <summary>Whether a name is one of this source's.</summary>
    public static bool IsOne(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.Contains('/', StringComparison.Ordinal);

    /// <summary>Takes a name apart.</summary>
    /// <exception cref="Sessions.CaptureException">It is not of this form.</exception>
    public static EventMarkerName Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            throw EventPipeErrors.Syntax(name, "dotnet: at its beginning", name);
        string[] parts = name[Prefix.Length..].Split('/', 3);
        if (parts[0].Length == 0)
            throw EventPipeErrors.Syntax(name, "a process id or name", name);
        if (parts.Length < 3 || parts[2].Length == 0)
            throw EventPipeErrors.Syntax(name, "a provider, a slash and an event", string.Join('/', parts.Skip(1)));
        string wanted = Plain(parts[2]);
        string provider = parts[1].Split(':')[0];
        return new EventMarkerName(parts[0], EventProviderRequest.Parse(parts[1], name, EventDefaults.Of(provider, wanted)), wanted);
    }

    /// <summary>The name of an event without slashes.</summary>
    public static string Plain(string eventName) => eventName.Replace("/", "", StringComparison.Ordinal);

    /// <summary>The name that an event of a process has.</summary>
    public static string Of(int processId, string provider, string eventName) =>
        FormattableString.Invariant($"{Prefix}{processId}/{provider}/{Plain(eventName)}");

    /// <summary>Whether an event's name fits the pattern.</summary>
    public bool Matches(string eventName) => FileSystemName.MatchesSimpleExpression(Event, eventName);
}
