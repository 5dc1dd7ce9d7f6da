namespace OProf.Analysis.Counters;

/// <summary>The counters of a measurement, in the order in which they were asked for, and its times.</summary>
public sealed class CounterList : NamedList<CounterSummary>
{
    internal CounterList(IEnumerable<CounterSummary> counters)
        : base(counters, static counter => counter.Name)
    {
    }
}
