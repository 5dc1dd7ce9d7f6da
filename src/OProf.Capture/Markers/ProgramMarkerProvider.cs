using System.IO.Enumeration;

namespace OProf.Capture.Markers;

/// <summary>The typed markers of this program's own code.</summary>
internal sealed class ProgramMarkerProvider : IMarkerProvider
{
    public MarkerSource Source => MarkerSource.Program;

    public IEnumerable<MarkerInfo> Find(string pattern) =>
        Marker.All.Select(marker => marker.Info).Where(info => FileSystemName.MatchesSimpleExpression(pattern, info.Name));

    public MarkerInfo? TryGet(string name) => Marker.Find(name)?.Info;

    public ArmedMarker Arm(MarkerContext context, MarkerInfo marker, string? filter)
    {
        var armed = new ArmedProgramMarker(Marker.Find(marker.Name)!, filter);
        armed.Connect(context.Inbox);
        return armed;
    }
}
