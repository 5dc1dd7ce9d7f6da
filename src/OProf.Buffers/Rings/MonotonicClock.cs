using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>
/// CLOCK_MONOTONIC in nanoseconds, which is what the runtime's timestamps are on Linux. It is read within the reserve, so
/// times never fall along a ring, however many write to it.
/// </summary>
public readonly struct MonotonicClock : IRingClock
{
    /// <inheritdoc/>
    public static int Size => sizeof(ulong);

    /// <inheritdoc/>
    public static bool IsGiven => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ulong given) => (ulong)Stopwatch.GetTimestamp();
}
