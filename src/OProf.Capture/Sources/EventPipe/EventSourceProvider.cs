using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using OProf.Capture.Markers;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The events that .NET processes write with EventSource, as markers <c>dotnet:PROCESS/PROVIDER/EVENT</c>. Only the runtime's own
/// can be listed: a process does not say what providers it has.
/// </summary>
internal sealed class EventSourceProvider : IOpeningProvider
{
    private static readonly ConditionalWeakTable<MarkerContext, InboxRing> s_rings = [];

    /// <inheritdoc/>
    public MarkerSource Source => MarkerSource.EventSource;

    /// <inheritdoc/>
    public IEnumerable<MarkerInfo> Find(string pattern)
    {
        if (!CouldMatch(pattern) || !OperatingSystem.IsLinux())
            return [];
        return HasProvider(pattern)
            ? DiagnosticPorts.Matching(ProcessOf(pattern)).Select(port => Marker(port, EventMarkerName.Parse(pattern), pattern))
            : DiagnosticPorts.All().SelectMany(port => Listed(port, pattern));
    }

    /// <inheritdoc/>
    public MarkerInfo? TryGet(string name)
    {
        if (!EventMarkerName.IsOne(name) || IsPattern(ProcessOf(name)) || (IsPattern(name) && !HasProvider(name)))
            return null;
        var parsed = EventMarkerName.Parse(name);
        return Marker(PortOf(parsed.Process), parsed, name);
    }

    /// <inheritdoc/>
    public IDisposable Open(MarkerContext context, MarkerInfo marker)
    {
        var name = EventMarkerName.Parse(marker.Name);
        var lease = context.Events.Acquire(PortOf(name.Process), name.Provider);
        return new OpenedEvents(lease);
    }

    /// <inheritdoc/>
    public ArmedMarker Arm(MarkerContext context, MarkerInfo marker, string? filter)
    {
        var name = EventMarkerName.Parse(marker.Name);
        var lease = context.Events.Acquire(PortOf(name.Process), name.Provider);
        return new ArmedEventMarker(context, marker, filter, name, lease, s_rings.GetValue(context, static each => each.Inbox.AddRing(-1)));
    }

    private static IEnumerable<MarkerInfo> Listed(DiagnosticPort port, string pattern)
    {
        var known = RuntimeProvider.Events.Select(each => (Provider: RuntimeProvider.Name, Event: each.Name))
            .Append((RuntimeProvider.CountersName, EventDefaults.Counters));
        foreach (var (provider, name) in known)
        {
            string full = EventMarkerName.Of(port.ProcessId, provider, name);
            if (FileSystemName.MatchesSimpleExpression(pattern, full) ||
                FileSystemName.MatchesSimpleExpression(pattern, $"{EventMarkerName.Prefix}{port.ProcessName}/{provider}/{name}"))
                yield return Unknown(full, provider);
        }
    }

    // With the process as a number, so that it means the same process from now on.
    private static MarkerInfo Marker(DiagnosticPort port, EventMarkerName parsed, string name)
    {
        string rest = name[(EventMarkerName.Prefix.Length + parsed.Process.Length)..];
        return Unknown(FormattableString.Invariant($"{EventMarkerName.Prefix}{port.ProcessId}{rest}"), parsed.Provider.Name);
    }

    private static MarkerInfo Unknown(string name, string provider) => new(name, MarkerSource.EventSource, new PayloadSchema(name, provider, []));

    private static DiagnosticPort PortOf(string process)
    {
        if (int.TryParse(process, out int processId))
            return DiagnosticPorts.Of(processId);
        var ports = DiagnosticPorts.Matching(process).Take(4).ToList();
        return ports.Count == 1 ? ports[0]
            : throw (ports.Count == 0 ? EventPipeErrors.NoMatch(process) : EventPipeErrors.Several(process, ports));
    }

    private static bool CouldMatch(string pattern) =>
        pattern.StartsWith(EventMarkerName.Prefix, StringComparison.OrdinalIgnoreCase) || pattern.AsSpan().IndexOfAny('*', '?') is >= 0 and < 7;

    private static bool HasProvider(string name)
    {
        if (!EventMarkerName.IsOne(name))
            return false;
        string[] parts = name.Split('/', 3);
        return parts.Length == 3 && parts[2].Length > 0 && !IsPattern(parts[1]);
    }

    private static string ProcessOf(string name) => name[EventMarkerName.Prefix.Length..].Split('/')[0];

    private static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?') >= 0;
}
