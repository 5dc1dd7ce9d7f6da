using OProf.Capture.Markers.Fields;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Probes;

/// <summary>
/// A statistic of all hits, and one for each key. Written on the sync thread during a round, so under the event buffer's lock;
/// whoever reads takes that.
/// </summary>
internal sealed class KeyedStatistics(HitKey? by, int mostKeys, object gate)
{
    private readonly Accumulator _all = new();
    private readonly KeyTable<Accumulator> _keys = new(mostKeys);

    /// <summary>The statistic of all hits.</summary>
    public ProbeStatistic Total
    {
        get
        {
            lock (gate)
                return _all.Statistic(null);
        }
    }

    /// <summary>The statistic of each key, that with most hits first; of all hits where there is no key.</summary>
    public IReadOnlyList<ProbeStatistic> Statistics
    {
        get
        {
            lock (gate)
            {
                return by is null
                    ? [_all.Statistic(null)]
                    : [.. _keys.All.Select(key => key.Value.Statistic(key.Key)).OrderByDescending(statistic => statistic.Count)];
            }
        }
    }

    /// <summary>Takes in a hit.</summary>
    /// <param name="hit">The hit, which has the key.</param>
    /// <param name="tables">Where names are.</param>
    /// <param name="value">The value; null to count only.</param>
    /// <returns>False where it is in the statistic of all only, as there are too many keys, or it has none.</returns>
    public bool Add(in MarkerHit hit, SessionTables tables, double? value)
    {
        Add(_all, value);
        if (by is null)
            return true;
        if (!by.TryRead(hit, tables, out var key) || !_keys.TryGet(key, out var ofKey))
            return false;
        Add(ofKey, value);
        return true;
    }

    private static void Add(Accumulator accumulator, double? value)
    {
        if (value is { } number)
            accumulator.Add(number);
        else
            accumulator.AddNothing();
    }
}
