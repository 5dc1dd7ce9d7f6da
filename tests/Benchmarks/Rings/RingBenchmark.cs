using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Benchmarks.Rings;

/// <summary>
/// What a record of 32 bytes costs its writer: our rings beside what else there is, in turns, so that whatever else the
/// machine does falls on all of them.
/// </summary>
internal static class RingBenchmark
{
    /// <summary>Records of a writer in a turn: far less than the rings hold, so nothing is to be lost.</summary>
    private const int Records = 200_000;

    /// <summary>As for LTTng-UST: large sub-buffers.</summary>
    private static readonly RingGeometry Geometry = new(16 << 20, 4);

    /// <param name="rounds">Turns of each.</param>
    /// <param name="tracepoint">The program with the tracepoint; null where LTTng-UST is not there.</param>
    public static void Run(int rounds, string? tracepoint)
    {
        int most = Math.Min(2, PinnedThreads.Cpus.Count);
        List<Contender> all =
        [
            new CopyContender("32-byte copy", Records, Geometry.Size),
            new ClockContender("clock read", Records),
            LockFree<NoClock, SingleWriter>("lock-free, a writer a ring", false),
            LockFree<NoClock, ManyWriters>("lock-free", false),
            LockFree<NoClock, ManyWriters>("lock-free, one ring for all", true),
            Swapped<NoClock>("swapped"),
            Locked<NoClock>("locked"),
            LockFree<MonotonicClock, SingleWriter>("lock-free, a writer a ring, time", false),
            LockFree<MonotonicClock, ManyWriters>("lock-free, time", false),
            LockFree<MonotonicClock, ManyWriters>("lock-free, one ring for all, time", true),
            Swapped<MonotonicClock>("swapped, time"),
            Locked<MonotonicClock>("locked, time"),
            new ChannelContender("Channel, unbounded", Records, Channel.CreateUnbounded<Record32>()),
            new ChannelContender("Channel, bounded", Records, Channel.CreateBounded<Record32>(2 * Records)),
            new QueueContender("ConcurrentQueue", Records),
            new EventSourceContender("EventSource with a listener, time", Records / 20),
        ];
        var lttng = tracepoint == null ? null : new LttngContender("LTTng-UST, time", Records, tracepoint);
        if (lttng != null)
            all.Add(lttng);
        var clock = all[1];

        // All code has to be compiled for good before times count.
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load before: {Load()}; {rounds} rounds of {Records} records a writer"));
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

        Print(all, most, clock, lttng);
        Console.WriteLine($"load after: {Load()}");
        all.ForEach(contender => contender.Dispose());
    }

    private static RingContender<BenchedLockFree<TClock, TWriters>> LockFree<TClock, TWriters>(string name, bool isShared)
        where TClock : struct, IRingClock
        where TWriters : struct, IWriters => new(
            name, Records, TClock.Size != 0, isShared, () => new(new(new FlatArray(Geometry))));

    private static RingContender<BenchedSwapped<TClock>> Swapped<TClock>(string name)
        where TClock : struct, IRingClock => new(
            name, Records, TClock.Size != 0, false, () => new(new(new FlatArray(new RingGeometry(Geometry.Size / 2, 2)))));

    private static RingContender<BenchedLocked<TClock>> Locked<TClock>(string name)
        where TClock : struct, IRingClock => new(
            name, Records, TClock.Size != 0, false, () => new(new(new FlatArray(Geometry))));

    private static void Print(List<Contender> all, int most, Contender clock, LttngContender? lttng)
    {
        Console.WriteLine();
        Console.WriteLine("ns a record of 32 bytes, of the slower writer: median (fastest tenth); by the clock read's; by LTTng-UST's");
        Console.WriteLine($"{"",-36} {"one writer",18} {"clock",6} {"LTTng",6}   {"two writers",18} {"clock",6} {"LTTng",6} {"two/one",8} {"lost",6}");
        foreach (var contender in all)
        {
            Console.Write($"{contender.Name,-36}");
            for (int writers = 1; writers <= most; writers++)
            {
                double median = contender.Median(writers);
                string byLttng = lttng == null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{median / lttng.Median(writers):F2}");
                Console.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $" {median,9:F2} ({contender.At(writers, 0.1),6:F2}) {median / clock.Median(writers),6:F2} {byLttng,6}  "));
            }

            string scaling = most < 2 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{contender.Median(2) / contender.Median(1):F2}");
            Console.WriteLine($" {scaling,7} {contender.Lost,6}");
        }

        if (lttng == null)
            Console.WriteLine("LTTng-UST was left out: it is not installed, or cannot be used here.");
        Console.WriteLine();
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
