namespace OProf.Capture.Markers.Probes;

/// <summary>A bucket of a log2 histogram.</summary>
/// <param name="From">
/// The bound nearer to zero, which lies in it: 0, or a power of two, negative for negative values.
/// </param>
/// <param name="To">
/// The bound farther from zero, which does not lie in it: 1, or the next power of two. The outermost bucket has all beyond
/// its first bound.
/// </param>
/// <param name="Count">Number of values.</param>
public sealed record HistogramBucket(double From, double To, long Count);
