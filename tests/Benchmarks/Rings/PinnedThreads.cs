using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OProf.Benchmarks.Rings;

/// <summary>Threads that each run on a CPU of their own and begin together.</summary>
internal static unsafe partial class PinnedThreads
{
    private const int CpuSetBytes = 128;

    /// <summary>The CPUs this process may use.</summary>
    public static IReadOnlyList<int> Cpus { get; } = Allowed();

    /// <summary>Runs something on each of the first CPUs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="action">What; gets the number of the thread.</param>
    /// <returns>Nanoseconds that the longest of them took.</returns>
    public static double Run(int count, Action<int> action)
    {
        double[] took = new double[count];
        using var start = new Barrier(count);
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            Pin(Cpus[index]);
            start.SignalAndWait();
            long begun = Stopwatch.GetTimestamp();
            action(index);
            took[index] = Stopwatch.GetElapsedTime(begun).TotalNanoseconds;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return took.Max();
    }

    private static void Pin(int cpu)
    {
        byte* set = stackalloc byte[CpuSetBytes];
        new Span<byte>(set, CpuSetBytes).Clear();
        set[cpu / 8] = (byte)(1 << (cpu % 8));
        if (SchedSetAffinity(0, CpuSetBytes, set) != 0)
            throw new InvalidOperationException($"CPU {cpu} cannot be had: errno {Marshal.GetLastPInvokeError()}.");
    }

    private static List<int> Allowed()
    {
        byte* set = stackalloc byte[CpuSetBytes];
        new Span<byte>(set, CpuSetBytes).Clear();
        if (SchedGetAffinity(0, CpuSetBytes, set) != 0)
            throw new InvalidOperationException($"The CPUs are not known: errno {Marshal.GetLastPInvokeError()}.");
        var cpus = new List<int>();
        for (int cpu = 0; cpu < CpuSetBytes * 8; cpu++)
        {
            if ((set[cpu / 8] & (1 << (cpu % 8))) != 0)
                cpus.Add(cpu);
        }

        return cpus;
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SchedSetAffinity(int pid, nuint size, byte* set);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int SchedGetAffinity(int pid, nuint size, byte* set);
}
