using OProf.Buffers.Rings;

namespace OProf.Benchmarks.Rings;

/// <summary>A clock read alone: what a record with a time costs at least.</summary>
internal sealed class ClockContender<TClock>(string name, int records) : Contender(name, records)
    where TClock : struct, IRingClock
{
    private ulong _sum;

    protected override void Write(int writer)
    {
        ulong sum = 0;
        for (int i = 0; i < Records; i++)
            sum += TClock.Read(0);
        Volatile.Write(ref _sum, sum);
    }
}
