using System.Diagnostics;
using System.Globalization;
using OProf.Capture.Markers;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>
/// Several threads connect and disconnect at random while others hit. OPROF_MARKER_CHANGES and OPROF_MARKER_HITS say how
/// often, if not ten thousand and two million times.
/// </summary>
[Collection("marker changes")]
public sealed class MarkerStressTests(ITestOutputHelper output)
{
    private const int Changers = 3;
    private const int Hitters = 2;
    private const int Functions = 4;

    private static readonly Marker<long, long> s_marker = Marker.Create<long, long>("stress:marker", "first", "second");
    private static readonly MarkerProbe<long, long>[] s_functions =
    [
        static (data, first, second) => Check(data, 0, first, second),
        static (data, first, second) => Check(data, 1, first, second),
        static (data, first, second) => Check(data, 2, first, second),
        static (data, first, second) => Check(data, 3, first, second),
    ];

    private static long s_wrong;
    private static long s_poisoned;

    [Fact]
    public void NoFunctionGetsAnothersDataNorDataAfterItsRemoval()
    {
        long changes = Asked("OPROF_MARKER_CHANGES", 10_000);
        long hits = Asked("OPROF_MARKER_HITS", 2_000_000);
        s_wrong = 0;
        s_poisoned = 0;
        long changed = 0;
        long seenByOthers = 0;
        long[] hit = new long[Hitters];
        var always = new HitCounts();
        s_marker.Connect(static (data, first, _) => ((HitCounts)data!).Add(first), always);
        var clock = Stopwatch.StartNew();

        // They hit as often as they are to, and on until the last change was made.
        bool areChanged = false;
        var hitters = Enumerable.Range(0, Hitters).Select(hitter => new Thread(() =>
        {
            for (; hit[hitter] < hits / Hitters || !Volatile.Read(ref areChanged); hit[hitter]++)
                s_marker.Hit(hitter, ~hit[hitter] ^ hitter);
        })).ToList();
        hitters.ForEach(thread => thread.Start());
        var changers = Enumerable.Range(0, Changers).Select(changer => new Thread(() => Change(changer, changes, ref changed, ref seenByOthers))).ToList();
        changers.ForEach(thread => thread.Start());
        changers.ForEach(thread => thread.Join());
        Volatile.Write(ref areChanged, true);
        hitters.ForEach(thread => thread.Join());
        Assert.Equal(1, s_marker.ProbeCount);
        Assert.Equal(0, s_marker.Connections[0].Errors);

        Assert.Equal((0L, 0L), (s_wrong, s_poisoned));
        Assert.Equal(hit, always.Counts);
        Assert.True(seenByOthers > 0, "no hit met a change");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{changed} changes by {Changers} threads, {hit.Sum()} hits by {Hitters} in {clock.Elapsed.TotalSeconds:F1} s; {seenByOthers} hits seen by probes that came and went"));
        s_marker.Disconnect(s_marker.Connections[0].Function as MarkerProbe<long, long> ?? throw new InvalidOperationException(), always);
        Assert.False(s_marker.IsEnabled);
    }

    private static void Change(int changer, long changes, ref long changed, ref long seen)
    {
        var random = new Random(changer);
        var connected = new List<PoisonedData>();

        // On until a hit has met a change, however late the others' threads get a CPU.
        while (Interlocked.Increment(ref changed) <= changes || Volatile.Read(ref seen) == 0)
        {
            if (connected.Count == 0 || (connected.Count < 4 && random.Next(2) == 0))
            {
                var data = new PoisonedData(random.Next(Functions));
                s_marker.Connect(s_functions[data.Function], data);
                connected.Add(data);
            }
            else
            {
                Remove(connected, random.Next(connected.Count), ref seen);
            }
        }

        while (connected.Count > 0)
            Remove(connected, 0, ref seen);
    }

    private static void Remove(List<PoisonedData> connected, int index, ref long seen)
    {
        var data = connected[index];
        connected.RemoveAt(index);
        s_marker.Disconnect(s_functions[data.Function], data);

        // From here on nobody may look at it.
        Volatile.Write(ref data.IsPoisoned, true);
        Interlocked.Add(ref seen, data.Hits);
    }

    private static void Check(object? data, int function, long first, long second)
    {
        var own = (PoisonedData)data!;
        if (own.Function != function || first is < 0 or >= Hitters || (~second ^ first) < 0)
            Interlocked.Increment(ref s_wrong);
        Interlocked.Increment(ref own.Hits);
        if (Volatile.Read(ref own.IsPoisoned))
            Interlocked.Increment(ref s_poisoned);
    }

    private static long Asked(string variable, long otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } asked ? long.Parse(asked, CultureInfo.InvariantCulture) : otherwise;

    private sealed class PoisonedData(int function)
    {
        public bool IsPoisoned;
        public long Hits;

        public int Function => function;
    }

    /// <summary>Each thread counts for itself, on cache lines of its own.</summary>
    private sealed class HitCounts
    {
        private readonly long[] _counts = new long[Hitters * 16];

        public long[] Counts => [.. Enumerable.Range(0, Hitters).Select(hitter => _counts[hitter * 16])];

        public void Add(long hitter) => _counts[hitter * 16]++;
    }
}
