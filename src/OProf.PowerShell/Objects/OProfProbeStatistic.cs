using System.Globalization;
using OProf.Capture.Markers.Probes;

namespace OProf.PowerShell.Objects;

/// <summary>A statistic that a probe keeps, of all hits or of those with one key.</summary>
public sealed class OProfProbeStatistic
{
    private readonly ProbeStatistic _statistic;

    internal OProfProbeStatistic(OProfProbe probe, ProbeStatistic statistic)
    {
        ProbeId = probe.Id;
        Marker = probe.Marker;
        _statistic = statistic;
    }

    /// <summary>Number of the probe.</summary>
    public int ProbeId { get; }

    /// <summary>Name of its marker.</summary>
    public string Marker { get; }

    /// <summary>The key; null for all hits together.</summary>
    public object? Key => _statistic.Key;

    /// <summary>Number of values.</summary>
    public long Count => _statistic.Count;

    /// <summary>Least value, in the field's own unit; nanoseconds for latencies.</summary>
    public double Minimum => _statistic.Min;

    /// <summary>Mean of the values.</summary>
    public double Mean => _statistic.Mean;

    /// <summary>Largest value.</summary>
    public double Maximum => _statistic.Max;

    /// <summary>Standard deviation of the values.</summary>
    public double StandardDeviation => _statistic.StandardDeviation;

    /// <summary>Sum of the values.</summary>
    public double Sum => _statistic.Sum;

    /// <summary>How many values lie between powers of two: <c>[4,8) 12; [8,16) 3</c>.</summary>
    public string Histogram => string.Join("; ", _statistic.Histogram.Select(bucket =>
        string.Create(CultureInfo.InvariantCulture, $"[{bucket.From},{bucket.To}) {bucket.Count}")));

    /// <summary>The histogram's buckets.</summary>
    public IReadOnlyList<HistogramBucket> GetHistogram() => _statistic.Histogram;
}
