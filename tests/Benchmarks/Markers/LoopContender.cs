using OProf.Benchmarks.Rings;

namespace OProf.Benchmarks.Markers;

/// <summary>The loop that the others run in, with nothing in it.</summary>
internal sealed class LoopContender(string name, int records) : Contender(name, records)
{
    private long _sum;

    protected override void Write(int writer)
    {
        long sum = 0;
        for (long i = 0; i < Records; i++)
            sum += i ^ writer;
        Volatile.Write(ref _sum, sum);
    }
}
