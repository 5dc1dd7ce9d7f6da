using System.Runtime.InteropServices;

namespace OProf.Analysis.Profiles.Events;

/// <summary>Puts the counts of several events into rows that have a column for each.</summary>
internal sealed class EventTable
{
    private readonly EventColumn[] _columns;
    private readonly SampleCount[] _all;
    private readonly IReadOnlyList<EventRatio> _ratios;
    private readonly Dictionary<ReportKey, (SampleCount Self, SampleCount Total)[]> _rows = [];

    /// <param name="events">The events in the order of their columns, with all that they have.</param>
    /// <param name="counts">The counts by key; each key says its event.</param>
    internal EventTable(
        IReadOnlyList<(string Name, SampleCount All)> events, Dictionary<ReportKey, (SampleCount Self, SampleCount Total)> counts)
    {
        string[] names = [.. events.Select(static column => column.Name)];
        string[] prefixes = EventColumns.Prefixes(names);
        _all = [.. events.Select(static column => column.All)];
        _columns = [.. names.Select((name, index) => new EventColumn(name, prefixes[index], _all[index].Samples, (long)_all[index].Period))];
        _ratios = EventRatio.Of(names);
        foreach (var (key, count) in counts)
        {
            var cells = CollectionsMarshal.GetValueRefOrAddDefault(_rows, key with { Event = null }, out _)
                ??= new (SampleCount Self, SampleCount Total)[names.Length];
            cells[Array.IndexOf(names, key.Event)] = count;
        }
    }

    internal SampleReport Report(IReadOnlyList<ProfileKey> by, bool isSelfOnly, IEnumerable<SampleResolver> resolvers)
    {
        var rows = _rows.Select(Row).ToList();
        rows.Sort(RowOrder.Compare);
        return new SampleReport(by, isSelfOnly, rows, ReportNotices.Of(resolvers, rows), _all.Sum(static count => count.Samples))
        {
            Events = _columns,
            Ratios = _ratios,
        };
    }

    private SampleReportRow Row(KeyValuePair<ReportKey, (SampleCount Self, SampleCount Total)[]> row)
    {
        var cells = row.Value;
        return new SampleReportRow(row.Key with { Event = _columns[0].Name }, cells[0].Self, cells[0].Total, _all[0])
        {
            Columns = [.. cells.Select((cell, index) => new EventCount(
                _columns[index], cell.Self.Samples, (long)cell.Self.Period, cell.Total.Samples, cell.Self.ShareOf(_all[index]), cell.Total.ShareOf(_all[index])))],
            RatioColumns = [.. _ratios.Select(ratio => new RatioValue(
                ratio, cells[ratio.Denominator].Self.Period is > 0 and var by ? (double)cells[ratio.Numerator].Self.Period / by : null))],
        };
    }
}
