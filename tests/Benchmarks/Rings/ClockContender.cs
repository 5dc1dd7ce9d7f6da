using System.Diagnostics;

namespace OProf.Benchmarks.Rings;

/// <summary>The clock read alone: what a record with a time costs at least.</summary>
internal sealed class ClockContender(string name, int records) : Contender(name, records)
{
    private long _sum;

    protected override void Write(int writer)
    {
        long sum = 0;
        for (int i = 0; i < Records; i++)
            sum += Stopwatch.GetTimestamp();
        Volatile.Write(ref _sum, sum);
    }
}
