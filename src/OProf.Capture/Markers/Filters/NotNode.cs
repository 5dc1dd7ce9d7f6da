using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Filters;

/// <summary>A part that must not be met.</summary>
internal sealed class NotNode(FilterNode part) : FilterNode
{
    public override bool Matches(in MarkerHit hit, SessionTables tables) => !part.Matches(hit, tables);
}
