using System.Numerics;

namespace OProf.Buffers.Storage;

/// <summary>
/// The shape of a ring: sub-buffers of one size, both size and count powers of two, so that a position is split by masks.
/// A position counts the bytes since the ring began and grows for ever.
/// </summary>
/// <remarks>
/// <code>
///   position:  ... lap | index of the sub-buffer | offset within it
/// </code>
/// </remarks>
public readonly struct RingGeometry : IEquatable<RingGeometry>
{
    /// <summary>Smallest sub-buffer, bytes.</summary>
    public const int MinSubBufferSize = 64;

    /// <summary>Largest sub-buffer, bytes.</summary>
    public const int MaxSubBufferSize = 1 << 30;

    /// <summary>Largest ring, bytes.</summary>
    public const long MaxSize = 1L << 40;

    /// <summary>Makes a shape.</summary>
    /// <param name="subBufferSize">Bytes of a sub-buffer: a power of two, <see cref="MinSubBufferSize"/> to <see cref="MaxSubBufferSize"/>.</param>
    /// <param name="subBufferCount">Number of sub-buffers: a power of two, at least 1.</param>
    /// <exception cref="ArgumentException">One of them is no power of two.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of them is too small or too large, or their product is above <see cref="MaxSize"/>.</exception>
    public RingGeometry(long subBufferSize, long subBufferCount)
    {
        if (subBufferSize is < MinSubBufferSize or > MaxSubBufferSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(subBufferSize), subBufferSize, $"A sub-buffer has {MinSubBufferSize} to {MaxSubBufferSize} bytes.");
        }

        if (!BitOperations.IsPow2(subBufferSize))
            throw new ArgumentException($"A sub-buffer of {subBufferSize} bytes: the size has to be a power of two.", nameof(subBufferSize));
        if (subBufferCount < 1)
            throw new ArgumentOutOfRangeException(nameof(subBufferCount), subBufferCount, "A ring has at least one sub-buffer.");
        if (!BitOperations.IsPow2(subBufferCount))
            throw new ArgumentException($"A ring of {subBufferCount} sub-buffers: the count has to be a power of two.", nameof(subBufferCount));
        if (subBufferCount > MaxSize / subBufferSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(subBufferCount), subBufferCount, $"{subBufferCount} sub-buffers of {subBufferSize} bytes are more than the {MaxSize} bytes a ring may have.");
        }

        SubBufferSize = (int)subBufferSize;
        SubBufferCount = subBufferCount;
    }

    /// <summary>Bytes of a sub-buffer.</summary>
    public int SubBufferSize { get; }

    /// <summary>Number of sub-buffers.</summary>
    public long SubBufferCount { get; }

    /// <summary>Bytes of the ring.</summary>
    public long Size => SubBufferSize * SubBufferCount;

    /// <summary>Bits of the offset within a sub-buffer.</summary>
    public int OffsetBits => BitOperations.Log2((uint)SubBufferSize);

    /// <summary>Whether two shapes are the same.</summary>
    public static bool operator ==(RingGeometry left, RingGeometry right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(RingGeometry left, RingGeometry right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(RingGeometry other) => SubBufferSize == other.SubBufferSize && SubBufferCount == other.SubBufferCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RingGeometry other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SubBufferSize, SubBufferCount);

    /// <inheritdoc/>
    public override string ToString() => $"{SubBufferCount} sub-buffers of {SubBufferSize} bytes";
}
