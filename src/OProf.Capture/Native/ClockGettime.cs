using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>clock_gettime(2).</summary>
internal static unsafe partial class ClockGettime
{
    public const int CLOCK_REALTIME = 0;
    public const int CLOCK_MONOTONIC = 1;
    public const int CLOCK_THREAD_CPUTIME_ID = 3;
    public const int CLOCK_MONOTONIC_RAW = 4;
    public const int CLOCK_BOOTTIME = 7;

    /// <summary>The clock's time in nanoseconds, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static long Nanoseconds(int clock)
    {
        // struct timespec as the C library's symbol has it: two longs.
        var time = stackalloc nint[2];
        return Call(clock, time) == 0 ? (time[0] * 1_000_000_000L) + time[1] : -1;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int Call(int clock, nint* time);
}
