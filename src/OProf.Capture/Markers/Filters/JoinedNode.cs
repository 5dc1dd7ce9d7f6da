using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Filters;

/// <summary>Parts of which all have to be met, or one.</summary>
internal sealed class JoinedNode(IReadOnlyList<FilterNode> parts, bool isAny) : FilterNode
{
    private readonly FilterNode[] _parts = [.. parts];

    public override bool Matches(in MarkerHit hit, SessionTables tables)
    {
        foreach (var part in _parts)
        {
            if (part.Matches(hit, tables) == isAny)
                return isAny;
        }

        return !isAny;
    }
}
