using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Pairs of hits and the time between them, beside a dictionary.</summary>
public sealed class LatencyProbeTests
{
    private static readonly PayloadField[] s_fields = [new("comm", PayloadType.Text), new("pid", PayloadType.Integer(true, 32))];

    [Theory]
    [InlineData("pid", 1)]
    [InlineData("comm", 2)]
    public void PairsAreThoseOfADictionary(string key, int seed)
    {
        var random = new Random(seed);
        var stream = new HandStream();
        var start = new HandArmed(stream, "test:start", s_fields);
        var end = new HandArmed(stream, "test:end", s_fields);
        var probe = stream.Connect<LatencyProbe>(
            new LatencyProbeOptions { Marker = "test:start", End = "test:end", Key = key, By = "pid", Record = true }, [start], [end]);
        var pending = new Dictionary<long, ulong>();
        var expected = new List<(ulong Time, ulong Duration, long Pid)>();
        long restarted = 0;
        long unpaired = 0;
        ulong time = 1_000_000_000_000;
        for (int i = 0; i < 4000; i++)
        {
            time += (ulong)random.Next(1, 1 << random.Next(1, 30));
            long pid = random.Next(-20, 20);
            bool isStart = random.Next(2) == 0;
            (isStart ? start : end).Hit(time, "task" + pid, pid);
            if (isStart)
                restarted += pending.TryAdd(pid, time) ? 0 : 1;
            if (isStart)
                pending[pid] = time;
            else if (pending.Remove(pid, out ulong began))
                expected.Add((time, time - began, pid));
            else
                unpaired++;
        }

        Assert.Equal((expected.Count, restarted, unpaired, pending.Count), ((int)probe.Total.Count, probe.Restarted, probe.Unpaired, (int)probe.Pending));
        Assert.Equal(expected.Max(pair => pair.Duration), probe.Total.Max);
        Assert.Equal(expected.GroupBy(pair => pair.Pid).ToDictionary(pid => (object)pid.Key, pid => pid.LongCount()), probe.Statistics.ToDictionary(statistic => statistic.Key!, statistic => statistic.Count));
        var records = stream.Records();
        Assert.Equal(expected.Select(pair => (pair.Time, pair.Duration)), records.Select(record => (record.Entry.Time, (ulong)record.Payload["duration"]!)));
        Assert.Equal(
            expected.Select(pair => key == "pid" ? (object)pair.Pid : "task" + pair.Pid), records.Select(record => record.Payload["key"]!));
        Assert.True(stream.Ledger.Balances);
        Assert.Equal((4000L, expected.Count), (stream.Ledger.Applied, (int)stream.Ledger.Delivered));
    }

    [Fact]
    public void OneMarkerMayBeBothEndsUnderDifferentKeys()
    {
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:switch", new("prev", PayloadType.Integer(true, 32)), new("next", PayloadType.Integer(true, 32)));
        var probe = stream.Connect<LatencyProbe>(
            new LatencyProbeOptions { Marker = "test:switch", End = "test:switch", Key = "prev", EndKey = "next", By = "next" }, [armed], [armed]);

        // 1 leaves at 100 and is back at 130; 2 leaves at 130 and is back at 200; who leaves and comes in one is back at once.
        armed.Hit(100, 1L, 2L);
        armed.Hit(130, 2L, 1L);
        armed.Hit(200, 1L, 2L);
        armed.Hit(250, 2L, 2L);
        Assert.Equal([(2L, 70.0), (1L, 30.0)], probe.Statistics.OrderByDescending(s => s.Max).Select(s => ((long)s.Key!, s.Max)));
        Assert.Equal((4L, 2L), (probe.Hits, probe.Unpaired));
    }

    [Fact]
    public void StartsThatWaitAreBoundedAndTheRestIsCounted()
    {
        var stream = new HandStream();
        var start = new HandArmed(stream, "test:start", s_fields);
        var end = new HandArmed(stream, "test:end", s_fields);
        var probe = stream.Connect<LatencyProbe>(
            new LatencyProbeOptions { Marker = "test:start", End = "test:end", Key = "pid", MaxPending = 16 }, [start], [end]);
        for (int i = 0; i < 100; i++)
            start.Hit((ulong)i, "x", (long)i);
        for (int i = 0; i < 100; i++)
            end.Hit(1000, "x", (long)i);
        Assert.Equal((16L, 84L, 84L, 0L), (probe.Total.Count, probe.LostBy(ProbeLossCause.PendingFull), probe.Unpaired, probe.Pending));
    }

    [Fact]
    public void AnEndThatIsOlderThanItsStartIsNoneOfIt()
    {
        var stream = new HandStream();
        var start = new HandArmed(stream, "test:start", s_fields);
        var end = new HandArmed(stream, "test:end", s_fields);
        var probe = stream.Connect<LatencyProbe>(new LatencyProbeOptions { Marker = "test:start", End = "test:end", Key = "pid" }, [start], [end]);
        start.Hit(100, "x", 1L);
        end.Hit(99, "x", 1L);
        Assert.Equal((0L, 1L), (probe.Total.Count, probe.Unpaired));
    }

    [Fact]
    public void AKeyThatIsNotThereIsRefused()
    {
        var stream = new HandStream();
        var start = new HandArmed(stream, "test:start", s_fields);
        var end = new HandArmed(stream, "test:end", s_fields[..1]);
        var error = Assert.Throws<CaptureException>(() => stream.Connect<LatencyProbe>(
            new LatencyProbeOptions { Marker = "test:start", End = "test:end", Key = "pid" }, [start], [end])).Error;
        Assert.Equal("OProfMarkerField", error.Id);
        Assert.Contains("test:end", error.Message, StringComparison.Ordinal);
    }
}
