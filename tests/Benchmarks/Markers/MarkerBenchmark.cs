using System.Diagnostics;
using System.Globalization;
using OProf.Benchmarks.Rings;
using OProf.Buffers.Rings;

namespace OProf.Benchmarks.Markers;

/// <summary>What a hit of a marker costs the thread that makes it, in turns with an enabled LTTng-UST tracepoint.</summary>
internal static class MarkerBenchmark
{
    private const int Records = 100_000;

    /// <param name="rounds">Turns of each.</param>
    /// <param name="tracepoint">The program with the tracepoint; null where LTTng-UST is not there.</param>
    public static void Run(int rounds, string? tracepoint)
    {
        int most = Math.Min(2, PinnedThreads.Cpus.Count);
        var loop = new LoopContender("empty loop", Records);
        var disabled = new MarkerContender("marker, disabled", Records, 0);
        var one = new MarkerContender("marker, one probe that adds", Records / 4, 1);
        var two = new MarkerContender("marker, two probes that add", Records / 4, 2);

        // Less than a sub-buffer: the sync thread sleeps while the time is taken.
        var recording = new RecordingContender("marker, one recording probe", Records / 32);
        List<Contender> all = [loop, disabled, one, two, new ClockContender<MonotonicClock>("clock read", Records / 4), recording, new EventSourceContender("EventSource with a listener", Records / 10)];
        var lttng = tracepoint == null ? null : new LttngContender("LTTng-UST tracepoint", Records / 10, tracepoint);
        if (lttng != null)
            all.Add(lttng);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load before: {Load()}; {rounds} rounds"));
        var warm = Stopwatch.StartNew();
        for (int round = 0; round < 40 || warm.Elapsed.TotalSeconds < 3; round++)
            all.ForEach(contender => contender.Take(1 + (round % most)));
        all.ForEach(contender => contender.Forget());
        for (int round = 0; round < rounds; round++)
        {
            foreach (var contender in all)
            {
                for (int writers = 1; writers <= most; writers++)
                    contender.Take(writers);
            }
        }

        Console.WriteLine("ns a hit with two 64-bit fields, of the slower thread: median (fastest tenth); by LTTng-UST's");
        foreach (var contender in all)
        {
            Console.Write($"{contender.Name,-32}");
            for (int writers = 1; writers <= most; writers++)
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {contender.Median(writers),8:F2} ({contender.At(writers, 0.1),6:F2}) {contender.Median(writers) / (lttng?.Median(writers) ?? double.NaN),6:F2}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  lost {contender.Lost}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"disabled over the empty loop: {disabled.Median(1) - loop.Median(1):F2} ns; a million hits of it allocate {MarkerContender.DisabledAllocates()} bytes; the second probe: {two.Median(1) - one.Median(1):F2} ns"));
        Console.WriteLine($"load after: {Load()}");
        all.ForEach(contender => contender.Dispose());
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
