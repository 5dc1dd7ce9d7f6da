using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>Any number of threads write to a ring at a time: compare-and-swap, and atomic addition.</summary>
public readonly struct ManyWriters : IWriters
{
    /// <inheritdoc/>
    public static bool IsSingle => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdvance(ref long word, long expected, long next) =>
        Interlocked.CompareExchange(ref word, next, expected) == expected;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(ref long word, long amount) => Interlocked.Add(ref word, amount);
}
