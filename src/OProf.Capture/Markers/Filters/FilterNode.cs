using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Filters;

/// <summary>A part of a filter.</summary>
internal abstract class FilterNode
{
    public abstract bool Matches(in MarkerHit hit, SessionTables tables);
}
