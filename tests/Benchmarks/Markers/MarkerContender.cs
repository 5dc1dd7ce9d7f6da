using OProf.Benchmarks.Rings;
using OProf.Capture.Markers;

namespace OProf.Benchmarks.Markers;

/// <summary>A marker with two 64-bit fields in the same loop, with some number of probes that add.</summary>
internal sealed class MarkerContender : Contender
{
    // Static, as programs have theirs: the compiler of hot code knows then where it is.
    private static readonly Marker<long, long>[] s_markers =
        [.. Enumerable.Range(0, 3).Select(probes => Marker.Create<long, long>($"benchmark:{probes}", "first", "second"))];

    private static readonly Marker<long, long> s_disabled = s_markers[0];
    private static readonly Marker<long, long> s_one = s_markers[1];
    private static readonly Marker<long, long> s_two = s_markers[2];

    private readonly int _probes;
    private long _sum;

    public MarkerContender(string name, int records, int probes)
        : base(name, records)
    {
        _probes = probes;
        for (int i = 0; i < probes; i++)
            s_markers[probes].Connect(static (data, first, _) => ((Sum)data!).Value += first, new Sum());
    }

    /// <summary>Bytes that a thread allocates which hits a marker without probe a million times.</summary>
    public static long DisabledAllocates()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long i = 0; i < 1_000_000; i++)
            s_disabled.Hit(i, i);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    protected override void Write(int writer)
    {
        long sum = _probes switch
        {
            0 => Disabled(writer),
            1 => One(writer),
            _ => Two(writer),
        };
        Volatile.Write(ref _sum, sum);
    }

    private long Disabled(int writer)
    {
        long sum = 0;
        for (long i = 0; i < Records; i++)
        {
            sum += i ^ writer;
            s_disabled.Hit(i, writer);
        }

        return sum;
    }

    private long One(int writer)
    {
        long sum = 0;
        for (long i = 0; i < Records; i++)
        {
            sum += i ^ writer;
            s_one.Hit(i, writer);
        }

        return sum;
    }

    private long Two(int writer)
    {
        long sum = 0;
        for (long i = 0; i < Records; i++)
        {
            sum += i ^ writer;
            s_two.Hit(i, writer);
        }

        return sum;
    }

    private sealed class Sum
    {
        public long Value { get; set; }
    }
}
