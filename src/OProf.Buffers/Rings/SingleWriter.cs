using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>
/// One thread at a time writes to a ring, as where a ring belongs to a CPU and one thread fills it: plain stores in their
/// order, no locked instruction. What the commit count says is committed is then the beginning of the sub-buffer.
/// </summary>
public readonly struct SingleWriter : IWriters
{
    /// <inheritdoc/>
    public static bool IsSingle => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdvance(ref long word, long expected, long next)
    {
        Volatile.Write(ref word, next);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(ref long word, long amount)
    {
        long sum = word + amount;
        Volatile.Write(ref word, sum);
        return sum;
    }
}
