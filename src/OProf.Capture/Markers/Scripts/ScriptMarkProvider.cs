using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Scripts;

/// <summary>Marks that scripts write: <c>mark:</c> and their name. Which there will be is not known before they are written.</summary>
internal sealed class ScriptMarkProvider : IMarkerProvider
{
    public const string Prefix = "mark:";

    public MarkerSource Source => MarkerSource.Script;

    public static MarkerInfo InfoOf(string name, IReadOnlyList<PayloadField> fields) =>
        new(Prefix + name, MarkerSource.Script, new PayloadSchema(Prefix + name, null, fields));

    public IEnumerable<MarkerInfo> Find(string pattern) => [];

    public MarkerInfo? TryGet(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.Length > Prefix.Length && name.AsSpan().IndexOfAny('*', '?') < 0
            ? InfoOf(name[Prefix.Length..], [])
            : null;

    public ArmedMarker Arm(MarkerContext context, MarkerInfo marker, string? filter) => context.Markers.Marks.ArmedOf(marker);
}
