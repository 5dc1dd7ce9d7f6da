namespace OProf.Analysis.Baselines;

/// <summary>A counter, or a ratio of two, in each run.</summary>
/// <param name="Name">The event.</param>
/// <param name="Unit">What the values are in: <c>ns</c>, or nothing.</param>
/// <param name="Values">One for each run in which it counted, in their order; 0 or more.</param>
public sealed record BaselineSeries(string Name, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>The mean.</summary>
    public double Mean => Values.Average();
}
