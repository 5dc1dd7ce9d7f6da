using OProf.Analysis.Formats.Named;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>
/// What the values of a profile's samples are of: a number of samples and what they stand for, as <see cref="PprofTypes"/> says, or,
/// as profiles of memory have it, each by itself.
/// </summary>
internal sealed class PprofEvents
{
    private readonly List<(int Event, int Count, int Weight)> _events = [];

    internal PprofEvents(PprofTables tables, NamedCapture capture)
    {
        var types = tables.SampleTypes.Select(type => (Name: tables.String(type.Type), Unit: tables.String(type.Unit))).ToList();
        bool IsCount(int index) => types[index] is { Name: PprofTypes.Samples or "sample", Unit: PprofTypes.CountUnit };

        if (types.Count == 1 && IsCount(0))
        {
            string period = tables.String(tables.PeriodType.Type);
            _events.Add((capture.Event(period.Length > 0 ? period : types[0].Name), 0, -1));
            return;
        }

        if (types.Count == 2 && (IsCount(0) || IsCount(1)))
        {
            int weight = IsCount(0) ? 1 : 0;
            _events.Add((capture.Event(types[weight].Name), 1 - weight, weight));
            return;
        }

        var pairs = new HashSet<int>();
        for (int index = 0; index < types.Count; index++)
        {
            var (name, unit) = types[index];
            if (unit != PprofTypes.CountUnit || !name.EndsWith(PprofTypes.SampleSuffix, StringComparison.Ordinal))
                continue;
            string kind = name[..^PprofTypes.SampleSuffix.Length];
            int weight = types.FindIndex(type => type.Name == kind + PprofTypes.EventSuffix);
            if (!pairs.Add(index) || (weight >= 0 && !pairs.Add(weight)))
                continue;
            _events.Add((capture.Event(kind), index, weight));
        }

        for (int index = 0; index < types.Count; index++)
        {
            if (!pairs.Contains(index))
                _events.Add((capture.Event(types[index].Name), -1, index));
        }
    }

    /// <summary>Number of samples of each event, and what they stand for.</summary>
    /// <param name="values">The values of a sample.</param>
    internal IEnumerable<(int Event, ulong Count, ulong Weight)> Of(IReadOnlyList<long> values)
    {
        foreach (var (kind, count, weight) in _events)
        {
            ulong stands = weight < 0 ? 0 : (ulong)values[weight];
            ulong samples = count < 0 ? 0 : (ulong)values[count];
            if (samples == 0 && stands > 0)
                samples = 1;
            if (samples > 0)
                yield return (kind, samples, stands);
        }
    }
}
