using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Statistics of fields beside those of a list of all values.</summary>
public sealed class StatisticProbeTests
{
    private static readonly PayloadField[] s_fields =
    [
        new("name", PayloadType.Text), new("signed", PayloadType.Integer(true, 64)), new("small", PayloadType.Integer(true, 16)),
        new("unsigned", PayloadType.Integer(false, 32)), new("real", PayloadType.Double),
    ];

    [Theory]
    [InlineData("signed", null, 1)]
    [InlineData("small", "name", 2)]
    [InlineData("unsigned", "ProcessName", 3)]
    [InlineData("real", "cpu", 4)]
    [InlineData("real", "ThreadId", 5)]
    [InlineData("SIGNED", "small", 6)]
    public void AreThoseOfAllValues(string field, string? by, int seed)
    {
        var random = new Random(seed);
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:values", s_fields);
        var probe = stream.Connect<StatisticProbe>(new StatisticProbeOptions { Marker = "test:values", Field = field, By = by }, [armed]);
        var values = new List<(object? Key, double Value)>();
        for (int i = 0; i < 3000; i++)
        {
            string name = "name" + random.Next(4);
            long signed = random.NextInt64(-(1L << random.Next(52)), 1L << random.Next(52));
            short small = (short)random.Next(-3, 4);
            uint unsigned = (uint)random.NextInt64(1L << random.Next(1, 33));
            double real = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-5, 12));
            int cpu = random.Next(3);
            int thread = 1 + random.Next(5);
            armed.HitOn(cpu, thread, (ulong)i, name, signed, (long)small, (ulong)unsigned, real);
            double value = field switch { "small" => small, "unsigned" => unsigned, "real" => real, _ => signed };
            object? key = by switch { null => null, "name" => name, "ProcessName" => $"task{thread % 3}", "cpu" => (long)cpu, "ThreadId" => (long)thread, _ => (long)small };
            values.Add((key, value));
        }

        AssertIs(values.Select(value => value.Value), probe.Total);
        Assert.Equal(values.Select(value => value.Key).Distinct().Count(), probe.Statistics.Count);
        foreach (var statistic in probe.Statistics)
            AssertIs(values.Where(value => Equals(value.Key, statistic.Key)).Select(value => value.Value), statistic);
        Assert.Equal(probe.Statistics.Select(statistic => statistic.Count).OrderDescending(), probe.Statistics.Select(statistic => statistic.Count));
        Assert.Equal((3000L, 0L), (probe.Hits, probe.Lost));
        Assert.True(stream.Ledger.Balances);
        Assert.Equal(3000, stream.Ledger.Applied);
    }

    [Fact]
    public void WithoutAFieldItCountsByKey()
    {
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:values", s_fields[..1]);
        var probe = stream.Connect<StatisticProbe>(new StatisticProbeOptions { Marker = "test:values", By = "name" }, [armed]);
        foreach (string name in new[] { "a", "b", "a", "c", "a", "b" })
            armed.Hit(1, name);
        Assert.Equal([("a", 3L), ("b", 2), ("c", 1)], probe.Statistics.Select(statistic => ((string)statistic.Key!, statistic.Count)));
        Assert.All(probe.Statistics, statistic => Assert.Empty(statistic.Histogram));
    }

    [Fact]
    public void KeysAreBoundedAndWhatIsMoreIsCounted()
    {
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:values", s_fields[..2]);
        var probe = stream.Connect<StatisticProbe>(new StatisticProbeOptions { Marker = "test:values", Field = "signed", By = "name", MaxKeys = 10 }, [armed]);
        for (int i = 0; i < 100; i++)
            armed.Hit(1, "key" + (i % 25), (long)i);
        Assert.Equal(10, probe.Statistics.Count);
        Assert.Equal((100L, 40L), (probe.Total.Count, probe.Statistics.Sum(statistic => statistic.Count)));
        Assert.Equal(60, probe.LostBy(ProbeLossCause.KeysFull));
    }

    [Fact]
    public void AValueThatIsNoNumberIsCountedAsMissing()
    {
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:values", new PayloadField("real", PayloadType.Double));
        var probe = stream.Connect<StatisticProbe>(new StatisticProbeOptions { Marker = "test:values", Field = "real" }, [armed]);
        armed.Hit(1, double.NaN);
        armed.Hit(2, double.PositiveInfinity);
        armed.Hit(3);
        Assert.Equal((1L, 2L), (probe.Total.Count, probe.LostBy(ProbeLossCause.FieldMissing)));
    }

    [Theory]
    [InlineData("nam", null, "Nearest: name")]
    [InlineData("signed", "nmae", "Nearest: name")]
    [InlineData("name", null, "is no number")]
    public void AFieldThatIsNotThereIsRefused(string field, string? by, string said)
    {
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:values", s_fields);
        var error = Assert.Throws<CaptureException>(
            () => stream.Connect<StatisticProbe>(new StatisticProbeOptions { Marker = "test:values", Field = field, By = by }, [armed])).Error;
        Assert.Equal("OProfMarkerField", error.Id);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private static void AssertIs(IEnumerable<double> all, ProbeStatistic statistic)
    {
        var values = all.ToList();
        double mean = values.Sum() / values.Count;
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Count - 1));
        double scale = values.Max(Math.Abs) + 1e-12;
        Assert.Equal((values.Count, values.Min(), values.Max()), ((int)statistic.Count, statistic.Min, statistic.Max));
        Assert.InRange((statistic.Sum - values.Sum()) / (scale * values.Count), -1e-12, 1e-12);
        Assert.InRange((statistic.Mean - mean) / scale, -1e-9, 1e-9);
        Assert.InRange((statistic.StandardDeviation - deviation) / scale, -1e-9, 1e-9);
        Assert.Equal(values.Count, statistic.Histogram.Sum(bucket => bucket.Count));
        foreach (var bucket in statistic.Histogram)
        {
            long expected = values.LongCount(value => bucket.From == 0 ? Math.Abs(value) < 1
                : bucket.From > 0 ? value >= bucket.From && value < bucket.To
                : value <= bucket.From && value > bucket.To);
            Assert.Equal(expected, bucket.Count);
        }
    }
}
