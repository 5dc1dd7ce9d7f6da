namespace OProf.Capture.Markers.Probes;

/// <summary>A statistic of some hits: of one key, or of all.</summary>
/// <param name="Key">The key; null for all.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Min">Least value; 0 where there is none.</param>
/// <param name="Max">Largest value; 0 where there is none.</param>
/// <param name="Sum">Sum of the values.</param>
/// <param name="Mean">Their mean; 0 where there is none.</param>
/// <param name="StandardDeviation">
/// The standard deviation of the values, as of a sample: the root of the sum of squared differences by one less than their
/// number; 0 where there are less than two.
/// </param>
/// <param name="Histogram">How many values lie between powers of two, in order; those without any are left out.</param>
/// <remarks>Values of more than 53 bits are as near as a floating point number can be.</remarks>
public sealed record ProbeStatistic(
    object? Key, long Count, double Min, double Max, double Sum, double Mean, double StandardDeviation, IReadOnlyList<HistogramBucket> Histogram);
