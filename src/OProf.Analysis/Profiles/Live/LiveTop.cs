using System.Runtime.InteropServices;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Live;

/// <summary>
/// Counts what a session captures while it does, and says at each refresh what had the most since the one before. For one
/// thread.
/// </summary>
/// <remarks>
/// A sample costs a look-up of an integer. A refresh costs what is different in its interval, whatever came before:
/// <code>
///   samples ──► cells, by place or task ──(those touched since the last refresh)──► totals, by name ──► rows
/// </code>
/// Call chains are not looked at. Invariant after a refresh: a total is the sum of its cells' <see cref="LiveCell.Before"/>.
/// </remarks>
public sealed class LiveTop
{
    private const int EntriesPerCheck = 1 << 16;

    private readonly Session? _session;
    private readonly LiveKey _by;
    private readonly SampleResolver _resolver;
    private readonly EventReader _reader;
    private readonly ReportKeys _wanted;
    private readonly LiveNames _names;
    private readonly Dictionary<LiveItem, int> _numberOfItems = [];
    private readonly List<LiveItem> _items = [];
    private readonly List<LiveCell> _cells = [];
    private readonly Dictionary<LiveLabel, int> _numberOfLabels = [];
    private readonly List<LiveLabel> _labels = [];
    private readonly List<LiveTotal> _totals = [];
    private readonly List<LiveTotal> _events = [];
    private readonly System.Diagnostics.Stopwatch _sinceRefresh = System.Diagnostics.Stopwatch.StartNew();
    private List<int> _listed = [];
    private List<int> _listedBefore = [];
    private long _lostBefore;
    private int _refresh;
    private LiveItem _lastItem = new(-1, -1, 0);
    private int _lastCell;

    /// <summary>Begins with what the session retains.</summary>
    /// <param name="session">The session.</param>
    /// <param name="by">What the rows are of.</param>
    /// <param name="events">Names of the events to look at; null or empty for all.</param>
    /// <param name="cancellation">Ends the reading of what there is already.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>What a running session has captured before belongs to the whole only, and not to the first interval.</remarks>
    public LiveTop(Session session, LiveKey by, IReadOnlyCollection<string>? events = null, CancellationToken cancellation = default)
        : this(ResolverOf(session), session, by, events, cancellation)
    {
    }

    internal LiveTop(
        SampleResolver resolver, Session? session, LiveKey by, IReadOnlyCollection<string>? events = null, CancellationToken cancellation = default)
    {
        _session = session;
        _resolver = resolver;
        _by = by;
        _wanted = new ReportKeys([], events);
        _reader = resolver.Source.OpenReaderWithoutChains();
        _names = new LiveNames(resolver.Source.Tasks);
        if (resolver.Source.IsComplete)
            return;
        Read(cancellation);
        _ = Snapshot(0);
        _refresh = 0;
    }

    /// <summary>Whether there is nothing to come any more.</summary>
    public bool IsAtEnd => _reader.IsAtEnd;

    /// <summary>Takes what has come since the last time.</summary>
    /// <param name="first">Most rows to make of each event; 0 for all.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LiveSnapshot Refresh(int first = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        Read(cancellation);
        return Snapshot(first);
    }

    // A session that has ended is read whole, as one interval; of one that runs, the newest is in memory in any case.
    private static SampleResolver ResolverOf(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.IsComplete ? SampleResolver.For(session) : SampleResolver.Live(session);
    }

    private void Read(CancellationToken cancellation)
    {
        for (int count = 1; _reader.TryRead(out var entry); count++)
        {
            if (entry.Kind == (_by == LiveKey.Marker ? EventKind.Data : EventKind.Sample))
                Add(entry);
            if (count % EntriesPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Add(in StreamEvent entry)
    {
        int eventIndex = 0;
        ulong period = 0;
        if (_by == LiveKey.Marker)
        {
            // Data of other kinds is nobody's hit.
            if (_resolver.Source.Schemas[entry.DataKind] is null)
                return;
        }
        else
        {
            eventIndex = entry.Event;
            period = entry.Period;
            if ((uint)eventIndex > ushort.MaxValue || !_wanted.Wants(_resolver.EventOf(eventIndex)))
                return;
        }

        while (_events.Count <= eventIndex)
            _events.Add(default);
        var count = new SampleCount { Samples = 1, Period = period };
        CollectionsMarshal.AsSpan(_events)[eventIndex].Last.Add(count);
        int number = CellOf(ItemOf(entry, eventIndex));
        ref var cell = ref CollectionsMarshal.AsSpan(_cells)[number];
        cell.Last.Add(count);
        if (cell.IsListed)
            return;
        cell.IsListed = true;
        _listed.Add(number);
    }

    private LiveItem ItemOf(in StreamEvent entry, int eventIndex)
    {
        switch (_by)
        {
            case LiveKey.Process:
                return entry.Task >= 0 ? new(eventIndex, 0, entry.Task) : new(eventIndex, entry.ProcessId, NumberOfUnknown(entry.ProcessId));
            case LiveKey.Thread:
                return entry.Task >= 0 ? new(eventIndex, 0, entry.Task) : new(eventIndex, entry.ProcessId, NumberOfUnknown(entry.ThreadId));
            case LiveKey.Marker:
                return new(eventIndex, 0, (int)(entry.DataKind - EventCode.FirstSchema));
            default:
                var place = new StackFrame(entry.Cookie, entry.Offset, entry.Mode, false);
                return new(eventIndex, AnonymousChains.IsAnonymous(place) ? entry.ProcessId : 0, _resolver.Frames.NumberOf(place));
        }
    }

    // Of a task that is not known, whose id may be -1; its own inverse.
    private static int NumberOfUnknown(int id) => -2 - id;

    private int CellOf(in LiveItem item)
    {
        if (item == _lastItem)
            return _lastCell;
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numberOfItems, item, out bool exists);
        if (!exists)
        {
            number = _cells.Count;
            _cells.Add(new LiveCell { Label = -1 });
            _items.Add(item);
        }

        _lastItem = item;
        _lastCell = number;
        return number;
    }

    private LiveSnapshot Snapshot(int first)
    {
        _names.Update();
        foreach (ref var total in CollectionsMarshal.AsSpan(_totals))
            total.Last = default;
        (_listed, _listedBefore) = (_listedBefore, _listed);
        _listed.Clear();
        foreach (int number in _listedBefore)
            Label(number);

        SampleCount last = default, all = default;
        foreach (ref var total in CollectionsMarshal.AsSpan(_events))
        {
            total.All.Add(total.Last);
            last.Add(total.Last);
            all.Add(total.All);
        }

        long lost = _resolver.Source.Ledger.Sum(static cpu => cpu.LostTotal - cpu.Lost(LossCause.AfterEnd));
        var interval = _sinceRefresh.Elapsed;
        _sinceRefresh.Restart();
        var snapshot = new LiveSnapshot(_by, ++_refresh, _session?.Name ?? "", _session?.Target ?? "")
        {
            Time = DateTimeOffset.Now,
            Interval = interval,
            Elapsed = _session?.Elapsed ?? default,
            Samples = last.Samples,
            OverallSamples = all.Samples,
            Lost = lost - _lostBefore,
            OverallLost = lost,
            Missed = _reader.MissedSamples + ((_session as FollowedSession)?.MissedSamples ?? 0),
            RowCount = _totals.Count(static total => total.All.Samples != 0),
            HasSeveralEvents = _events.Count(static total => total.All.Samples != 0) > 1,
        };
        _lostBefore = lost;
        snapshot.Rows = Rows(snapshot, first);
        foreach (ref var total in CollectionsMarshal.AsSpan(_events))
            total.Last = default;
        return snapshot;
    }

    // A cell whose name may become known later is looked at again at each refresh, and goes over to its new label with all it has.
    private void Label(int number)
    {
        ref var cell = ref CollectionsMarshal.AsSpan(_cells)[number];
        cell.IsListed = false;
        int label = NumberOf(LabelOf(_items[number], out bool stays), _items[number]);
        var totals = CollectionsMarshal.AsSpan(_totals);
        if (cell.Label != label)
        {
            if (cell.Label >= 0)
                totals[cell.Label].All.Remove(cell.Before);
            totals[label].All.Add(cell.Before);
            cell.Label = label;
        }

        totals[label].Last.Add(cell.Last);
        totals[label].All.Add(cell.Last);
        cell.Before.Add(cell.Last);
        cell.Last = default;
        if (stays)
            return;
        cell.IsListed = true;
        _listed.Add(number);
    }

    private LiveLabel LabelOf(in LiveItem item, out bool stays)
    {
        stays = true;
        switch (_by)
        {
            case LiveKey.Marker:
                var schema = _resolver.Source.Schemas[EventCode.FirstSchema + (ulong)item.Number]!;
                return new LiveLabel(item.Event, Marker: schema.Name);
            case LiveKey.Process or LiveKey.Thread when item.Number < 0:
                return new LiveLabel(item.Event, item.ProcessId, _by == LiveKey.Thread ? NumberOfUnknown(item.Number) : -1);
            case LiveKey.Process or LiveKey.Thread:
                var task = _resolver.Source.Tasks[item.Number];
                return new LiveLabel(item.Event, task.ProcessId, _by == LiveKey.Thread ? task.ThreadId : -1, task.ExecutableCookie);
            default:
                (var name, stays) = _resolver.Frames.Of(item.Number, item.ProcessId);
                return new LiveLabel(item.Event, Image: name.Image, Symbol: _by == LiveKey.Symbol ? name.Symbol : null);
        }
    }

    private int NumberOf(in LiveLabel label, in LiveItem item)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numberOfLabels, label, out bool exists);
        if (!exists)
        {
            number = _labels.Count;
            _labels.Add(label);
            _totals.Add(new LiveTotal { Task = _by is LiveKey.Process or LiveKey.Thread ? item.Number : -1 });
        }

        return number;
    }

    private LiveRow[] Rows(LiveSnapshot snapshot, int first)
    {
        var numbers = Enumerable.Range(0, _totals.Count).Where(number => _totals[number].All.Samples != 0);
        var rows = new List<LiveRow>();
        foreach (var group in numbers.GroupBy(number => _labels[number].Event).OrderBy(static group => group.Key))
        {
            var all = _events[group.Key];
            var ordered = group.OrderByDescending(number => _totals[number].Last.ShareOf(all.Last))
                .ThenByDescending(number => _totals[number].All.ShareOf(all.All))
                .ThenBy(number => _labels[number].Symbol ?? _labels[number].Image ?? _labels[number].Marker, StringComparer.Ordinal)
                .ThenBy(number => _labels[number].ThreadId)
                .ThenBy(number => _labels[number].ProcessId)
                .ThenBy(static number => number);
            foreach (int number in first == 0 ? ordered : ordered.Take(first))
            {
                var label = _labels[number];
                rows.Add(new LiveRow(
                    snapshot, label, CommandOf(label, _totals[number].Task), _by == LiveKey.Marker ? null : _resolver.EventOf(label.Event),
                    _totals[number], all));
            }
        }

        return [.. rows];
    }

    private string? CommandOf(in LiveLabel label, int task)
    {
        if (_by is not (LiveKey.Process or LiveKey.Thread))
            return null;
        int threadId = _by == LiveKey.Thread ? label.ThreadId : label.ProcessId;
        if (task < 0)
            return _resolver.CommandOf(-1, threadId);
        if (_names.Of(label.ProcessId, threadId, label.Executable) is { } name)
            return name;
        var row = _resolver.Source.Tasks[task];
        return _names.Of(row.ProcessId, row.ThreadId, row.ExecutableCookie);
    }
}
