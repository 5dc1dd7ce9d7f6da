namespace OProf.Analysis.Counters;

/// <summary>The counters of a comparison.</summary>
public sealed class ComparisonList : NamedList<CounterComparison>
{
    internal ComparisonList(IEnumerable<CounterComparison> counters)
        : base(counters, static counter => counter.Name)
    {
    }
}
