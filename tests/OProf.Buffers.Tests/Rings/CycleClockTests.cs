using System.Diagnostics;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Rings;

public sealed class CycleClockTests
{
    [Fact]
    public void ItsTimesBecomeNanosecondsOfTheMonotonicClock()
    {
        var first = CyclePoint.Now();
        var moments = new List<(ulong Before, ulong Cycles, ulong After)>();
        for (int i = 0; i < 1000; i++)
        {
            Thread.SpinWait(200);
            ulong before = (ulong)Stopwatch.GetTimestamp();
            ulong cycles = CycleClock.Read(0);
            moments.Add((before, cycles, (ulong)Stopwatch.GetTimestamp()));
        }

        var last = CyclePoint.Now();

        // Where the points lie between two reads of the counter is not known to the nanosecond, and a thread can be stopped
        // there in each try; what it was is said by the points' own reads.
        const ulong Unknown = 20_000;
        foreach (var (before, cycles, after) in moments)
            Assert.InRange(CyclePoint.ToNanoseconds(cycles, first, last), before - Unknown, after + Unknown);
    }

    [Fact]
    public void PointsOneAfterTheOtherAreConvertedExactly()
    {
        var first = new CyclePoint(1000, 5000);
        var last = new CyclePoint(4000, 6000);
        Assert.Equal(5000ul, CyclePoint.ToNanoseconds(1000, first, last));
        Assert.Equal(5500ul, CyclePoint.ToNanoseconds(2500, first, last));
        Assert.Equal(6000ul, CyclePoint.ToNanoseconds(4000, first, last));
        Assert.Equal(4900ul, CyclePoint.ToNanoseconds(700, first, last));
        Assert.Equal(6100ul, CyclePoint.ToNanoseconds(4300, first, last));
        Assert.Equal(ulong.MaxValue / 2, CyclePoint.ToNanoseconds(ulong.MaxValue / 2, default, new CyclePoint(ulong.MaxValue, ulong.MaxValue)));
        Assert.Throws<ArgumentException>(() => CyclePoint.ToNanoseconds(1, last, first));
        Assert.Throws<ArgumentException>(() => CyclePoint.ToNanoseconds(1, first, first));
    }

    [Fact]
    public void TimesOfSeveralWritersNeverFallAlongARing()
    {
        using var ring = new LockFreeRing<FlatArray, Discard, CycleClock, LengthFraming, ManyWriters, NoSwitch>(
            new FlatArray(new RingGeometry(4 << 20, 4)));
        var writers = Enumerable.Range(0, 3).Select(writer => new Thread(() =>
        {
            for (int i = 0; i < 100_000; i++)
                NumberedRecords.TryPut(ring, writer, i, 16);
        })).ToList();
        writers.ForEach(writer => writer.Start());
        writers.ForEach(writer => writer.Join());
        ulong last = 0;
        long records = 0;
        for (; ring.TryConsume(out var record); records++)
        {
            Assert.True(record.Time >= last);
            last = record.Time;
        }

        Assert.Equal(300_000, records);
    }
}
