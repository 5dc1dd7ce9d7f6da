using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Folded;

/// <summary>What a node of a <see cref="FoldedTree"/> is found by.</summary>
/// <param name="Parent">Number of its callers' node.</param>
/// <param name="Name">Number of its name.</param>
internal readonly record struct ChildKey(int Parent, int Name) : IHashed
{
    /// <inheritdoc/>
    public ulong Hash => HashMixing.Mix((uint)Parent, (uint)Name);
}
