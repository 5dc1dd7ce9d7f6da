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
    /// <summary>
    /// Records of a writer in a turn of something fast; what is slower gets fewer, so that each turn takes about a
    /// millisecond. That is less than a slice of the scheduler: on a machine that is busy most turns are undisturbed,
    /// whoever's they are. It is also far less than the rings hold, so nothing is to be lost.
    /// </summary>
    private const int Records = 100_000;

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
            new ClockContender<MonotonicClock>("clock read", Records / 4),
            new ClockContender<CycleClock>("counter read", Records / 4),
            LockFree<NoClock, SingleWriter>("lock-free, one writer a ring", false),
            LockFree<NoClock, ManyWriters>("lock-free, several writers a ring", false),
            LockFree<NoClock, ManyWriters>("- both on the same ring", true),
            Leased<NoClock>("- both on the same ring, with leases"),
            Swapped<NoClock>("swapped"),
            Locked<NoClock>("locked"),
            LockFree<CycleClock, SingleWriter>("lock-free, one writer a ring, cycles", false),
            LockFree<CycleClock, ManyWriters>("lock-free, several writers a ring, cycles", false),
            Leased<CycleClock>("- both on the same ring, with leases, cycles"),
            LockFree<MonotonicClock, SingleWriter>("lock-free, one writer a ring, time", false),
            LockFree<MonotonicClock, ManyWriters>("lock-free, several writers a ring, time", false),
            LockFree<MonotonicClock, ManyWriters>("- both on the same ring, time", true),
            Leased<MonotonicClock>("- both on the same ring, with leases, time"),
            Swapped<MonotonicClock>("swapped, time"),
            Locked<MonotonicClock>("locked, time"),
            new ChannelContender("Channel, unbounded", Records / 4, Channel.CreateUnbounded<Record32>()),
            new ChannelContender("Channel, bounded", Records / 4, Channel.CreateBounded<Record32>(Records)),
            new QueueContender("ConcurrentQueue", Records / 4),
            new EventSourceContender("EventSource with a listener, time", Records / 10),
        ];
        var lttng = tracepoint == null ? null : new LttngContender("LTTng-UST, time", Records / 10, tracepoint);
        if (lttng != null)
            all.Add(lttng);
        var clock = all[1];

        // All code has to be compiled for good before times count.
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

        Print(all, most, clock, lttng);
        Console.WriteLine($"load after: {Load()}");
        all.ForEach(contender => contender.Dispose());
    }

    private static RingContender<BenchedLockFree<TClock, TWriters>> LockFree<TClock, TWriters>(string name, bool isShared)
        where TClock : struct, IRingClock
        where TWriters : struct, IWriters => new(
            name, TurnOf<TClock>(), TClock.Size != 0, isShared, () => new(new(new FlatArray(Geometry))));

    private static RingContender<BenchedLeased<TClock>> Leased<TClock>(string name)
        where TClock : struct, IRingClock
    {
        LockFreeRing<FlatArray, Discard, TClock, LengthFraming, ManyWriters, NoSwitch>? ring = null;
        return new(name, TurnOf<TClock>(), TClock.Size != 0, false, () =>
        {
            bool isFirst = ring == null;
            ring ??= new(new FlatArray(Geometry));
            return new(ring, new(ring), isFirst);
        });
    }

    private static RingContender<BenchedSwapped<TClock>> Swapped<TClock>(string name)
        where TClock : struct, IRingClock => new(
            name, TurnOf<TClock>(), TClock.Size != 0, false, () => new(new(new FlatArray(new RingGeometry(Geometry.Size / 2, 2)))));

    private static RingContender<BenchedLocked<TClock>> Locked<TClock>(string name)
        where TClock : struct, IRingClock => new(
            name, TurnOf<TClock>(), TClock.Size != 0, false, () => new(new(new FlatArray(Geometry))));

    private static int TurnOf<TClock>()
        where TClock : struct, IRingClock => TClock.Size == 0 ? Records : Records / 4;

    private static void Print(List<Contender> all, int most, Contender clock, LttngContender? lttng)
    {
        Console.WriteLine();
        Console.WriteLine("ns a record of 32 bytes, of the slower writer: median (fastest tenth); by the clock read's; by LTTng-UST's");
        Console.WriteLine($"{"",-44} {"one writer",18} {"clock",6} {"LTTng",6}   {"two writers",18} {"clock",6} {"LTTng",6} {"two/one",8} {"lost",6}");
        foreach (var contender in all)
        {
            Console.Write($"{contender.Name,-44}");
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
