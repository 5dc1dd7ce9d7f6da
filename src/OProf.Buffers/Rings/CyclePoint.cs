using System.Diagnostics;

namespace OProf.Buffers.Rings;

/// <summary>
/// A moment on both clocks. Between two of them the times of a <see cref="CycleClock"/> become nanoseconds of
/// CLOCK_MONOTONIC; the kernel adjusts the rate of that by and by, so whoever reads a ring takes a point each time.
/// </summary>
/// <param name="Cycles">What <see cref="CycleClock"/> says.</param>
/// <param name="Nanoseconds">What CLOCK_MONOTONIC says.</param>
public readonly record struct CyclePoint(ulong Cycles, ulong Nanoseconds)
{
    private const int Tries = 16;

    /// <summary>Takes a point: of several tries the one in which the two reads of the counter are closest.</summary>
    public static CyclePoint Now()
    {
        CyclePoint best = default;
        ulong closest = ulong.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            ulong before = CycleClock.Read(0);
            ulong nanoseconds = (ulong)Stopwatch.GetTimestamp();
            ulong between = CycleClock.Read(0) - before;
            if (between >= closest)
                continue;
            closest = between;
            best = new CyclePoint(before + (between / 2), nanoseconds);
        }

        return best;
    }

    /// <summary>Makes nanoseconds of a time of the counter.</summary>
    /// <param name="cycles">A time of a <see cref="CycleClock"/>, best between the two points.</param>
    /// <param name="first">A point before it.</param>
    /// <param name="last">A point after it; later than the first.</param>
    /// <exception cref="ArgumentException">The points are not one after the other.</exception>
    public static ulong ToNanoseconds(ulong cycles, in CyclePoint first, in CyclePoint last)
    {
        if (last.Cycles <= first.Cycles || last.Nanoseconds < first.Nanoseconds)
            throw new ArgumentException("The points are not one after the other.", nameof(last));
        var passed = (Int128)cycles - first.Cycles;
        var nanoseconds = passed * (last.Nanoseconds - first.Nanoseconds) / (last.Cycles - first.Cycles);
        return (ulong)(first.Nanoseconds + nanoseconds);
    }
}
