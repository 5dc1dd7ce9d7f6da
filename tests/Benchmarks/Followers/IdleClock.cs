using System.Globalization;

namespace OProf.Benchmarks.Followers;

/// <summary>The time in which the machine's CPUs had nothing to do.</summary>
internal sealed class IdleClock
{
    private readonly long[] _begin = Read();

    /// <summary>The share since this was made.</summary>
    public double Share()
    {
        long[] now = Read();
        long all = now.Sum() - _begin.Sum();
        return all == 0 ? 1 : (now[3] - _begin[3]) / (double)all;
    }

    // The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; what follows is in user already.
    private static long[] Read() =>
        [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
}
