using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>
/// The processor's counter, where there is one (<see cref="CycleCounter"/>), else CLOCK_MONOTONIC: <see cref="CyclePoint"/>
/// makes nanoseconds of its times. It is read within the reserve, so times never fall along a ring.
/// </summary>
public readonly struct CycleClock : IRingClock
{
    /// <inheritdoc/>
    public static int Size => sizeof(ulong);

    /// <inheritdoc/>
    public static bool IsGiven => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ulong given) => CycleCounter.IsSupported ? CycleCounter.Read() : (ulong)Stopwatch.GetTimestamp();
}
