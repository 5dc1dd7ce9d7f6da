using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Capture.Sync;

/// <summary>
/// What a call chain is known by in the <see cref="ChainTable"/>: 96 bits of hash over the numbers of its frames, the
/// outermost first. The default is that of the empty chain.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct NodeKey : IEquatable<NodeKey>, IHashed
{
    private readonly ulong _wide;
    private readonly uint _narrow;

    private NodeKey(ulong wide, uint narrow)
    {
        _wide = wide;
        _narrow = narrow;
    }

    /// <inheritdoc/>
    public ulong Hash => _wide;

    /// <summary>The key of the chain with one more frame inwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NodeKey With(int frame) =>
        new(HashMixing.Mix(_wide, (uint)frame), (BitOperations.RotateLeft(_narrow, 13) ^ (uint)frame) * 0x9E3779B1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(NodeKey other) => _wide == other._wide && _narrow == other._narrow;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_wide;
}
