namespace OProf.Analysis.Profiles.Columns;

/// <summary>
/// The call chains of a profile: a chain is its innermost frame and the number of its callers' chain, so that chains share
/// what they have in common. Chain 0 is the empty one. 8 bytes each.
/// </summary>
/// <remarks>Invariant: the callers' chain has the lower number, so one pass from 1 up meets each chain after its callers.</remarks>
public sealed class StackColumns
{
    private readonly Column<int> _parents = new();
    private readonly Column<int> _frames = new();

    internal StackColumns()
    {
        _parents.Add(0);
        _frames.Add(-1);
    }

    /// <summary>Number of chains, the empty one included.</summary>
    public int Count => _parents.Count;

    /// <summary>Bytes held.</summary>
    public long Bytes => _parents.Bytes + _frames.Bytes;

    /// <summary>Number of the chain of a chain's callers; lower than <paramref name="stack"/>; 0 where there are none.</summary>
    /// <param name="stack">Number of a chain.</param>
    public int ParentOf(int stack) => _parents[stack];

    /// <summary>Index in <see cref="Profile.Frames"/> of a chain's innermost frame; -1 for the empty chain.</summary>
    /// <param name="stack">Number of a chain.</param>
    public int FrameOf(int stack) => _frames[stack];

    internal int Add(int parent, int frame)
    {
        _parents.Add(parent);
        return _frames.Add(frame);
    }
}
