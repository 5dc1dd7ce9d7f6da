using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>
/// What the values of a sample are: for each event the number of samples and, where it has periods, what they stand for.
/// </summary>
/// <remarks>
/// One event is <c>samples</c> and its own name, as Go's profiles of the processor's time are; of several, each is
/// <c>EVENT_sample</c> and <c>EVENT_event</c>, as perf_data_converter writes them.
/// </remarks>
internal sealed class PprofTypes
{
    internal const string Samples = "samples";
    internal const string SampleSuffix = "_sample";
    internal const string EventSuffix = "_event";
    internal const string CountUnit = "count";
    internal const string TimeUnit = "nanoseconds";

    private readonly IReadOnlyList<EventRow> _events;
    private readonly int[] _places;
    private readonly List<(string Type, string Unit)> _types = [];

    internal PprofTypes(IReadOnlyList<EventRow> events)
    {
        _events = events;
        _places = new int[events.Count];
        for (int index = 0; index < events.Count; index++)
        {
            var kind = events[index];
            _places[index] = _types.Count;
            _types.Add((events.Count == 1 ? Samples : kind.Name + SampleSuffix, CountUnit));
            if (kind.Period != 0)
                _types.Add((events.Count == 1 ? kind.Name : kind.Name + EventSuffix, UnitOf(kind)));
        }
    }

    /// <summary>Number of values.</summary>
    internal int Count => _types.Count;

    /// <summary>Their types and units.</summary>
    internal IReadOnlyList<(string Type, string Unit)> All => _types;

    /// <summary>The unit of an event's periods.</summary>
    internal static string UnitOf(EventRow kind) => kind.IsTime || OffCpuEvents.Contains(kind.Name) ? TimeUnit : CountUnit;

    /// <summary>Adds a sample to the values of a row.</summary>
    internal void Add(in SampleRow sample, Span<long> values)
    {
        int place = _places[sample.Event];
        values[place]++;
        if (_events[sample.Event].Period != 0)
            values[place + 1] += sample.Period;
    }
}
