using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Events;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>Collects samples one by one, from one source or several, and puts them together. For one thread.</summary>
public sealed class SampleReportBuilder
{
    private readonly IReadOnlyList<ProfileKey> _by;
    private readonly ReportKeys _keys;
    private readonly ulong _interval;
    private readonly Dictionary<SampleResolver, SampleTally> _tallies = [];
    private SampleTally? _last;

    /// <summary>Begins a report.</summary>
    /// <param name="by">The keys, in the order of the columns; with none there is one row for each event.</param>
    /// <param name="events">Names of the events to look at; null or empty for all.</param>
    /// <param name="interval">Length of a slice, for the key Time; null for a second.</param>
    /// <param name="selfOnly">
    /// Whether only the places count where samples were taken: Total equals the share then, and call chains are not looked at.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A key is none of <see cref="ProfileKey"/>, or the interval is not positive.</exception>
    public SampleReportBuilder(
        IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string>? events = null, TimeSpan? interval = null, bool selfOnly = false)
        : this(by, new ReportKeys(by, events) { IsSelfOnly = selfOnly }, interval)
    {
    }

    internal SampleReportBuilder(IReadOnlyList<ProfileKey> by, ReportKeys keys, TimeSpan? interval = null)
    {
        var slice = interval ?? TimeSpan.FromSeconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(slice, TimeSpan.Zero, nameof(interval));
        _interval = (ulong)slice.Ticks * 100;
        _by = by;
        _keys = keys;
    }

    /// <summary>
    /// Whether several events have one row together, with a column for each, in place of rows of their own. Not where Event is
    /// a key.
    /// </summary>
    public bool HasEventColumns { get; init; }

    /// <summary>Adds a sample.</summary>
    public void Add(ProfileSample sample) => TallyOf(sample.Resolver).Add(
        sample.EventIndex, sample.Cpu, sample.Task, sample.ProcessId, sample.ThreadId, sample.Stack,
        new StackFrame(sample.Cookie, sample.Offset, sample.Mode, false), (ulong)sample.Period, (ulong)sample.Time, sample.Values);

    /// <summary>Adds all samples that a source retains now, without making an object of each.</summary>
    public void AddAll(SampleResolver resolver)
    {
        var tally = TallyOf(resolver);
        if (SumsOf(resolver.Source) is { } sums)
        {
            tally.AddAll(sums);
            return;
        }

        var reader = _keys.Chains ? resolver.Source.OpenReader() : resolver.Source.OpenReaderWithoutChains();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EventKind.Sample)
                continue;
            tally.Add(
                entry.Event, entry.Cpu, entry.Task, entry.ProcessId, entry.ThreadId, entry.Stack,
                new StackFrame(entry.Cookie, entry.Offset, entry.Mode, false), entry.Period, entry.Time, entry.Values.Span);
        }
    }

    // Samples that are told apart by what this report does not ask for are its samples all the same, but for the places of those
    // that have a chain.
    private SampleSums? SumsOf(IProfileSource source)
    {
        if (_keys.Time)
            return null;
        var sums = source.SumsOf(_keys.Chains) ?? (_keys.Frames ? null : source.SumsOf(withChains: true));
        return sums is { HasPlaces: false } && (_keys.Cpu || !_keys.AreNamesEnough) ? null : sums;
    }

    /// <summary>The report of what was added; more may be added afterwards, for another one.</summary>
    public SampleReport Build()
    {
        var all = new SortedDictionary<string, SampleCount>(StringComparer.Ordinal);
        var counts = new Dictionary<ReportKey, (SampleCount Self, SampleCount Total)>();
        foreach (var tally in _tallies.Values)
        {
            CountEvents(tally, all);
            Name(tally, counts);
        }

        if (HasEventColumns && !_keys.Event && all.Count > 1)
            return new EventTable(EventsInOrder(all), counts).Report(_by, _keys.IsSelfOnly, _tallies.Keys);
        bool withEvent = _keys.Event || all.Count > 1;
        var rows = new List<SampleReportRow>(counts.Count);
        foreach (var (key, (self, total)) in counts)
            rows.Add(new SampleReportRow(withEvent ? key : key with { Event = null }, self, total, all[key.Event!]));
        rows.Sort(RowOrder.Compare);

        IReadOnlyList<ProfileKey> by = withEvent && !_keys.Event ? [ProfileKey.Event, .. _by] : _by;
        return new SampleReport(by, _keys.IsSelfOnly, rows, ReportNotices.Of(_tallies.Keys, rows), all.Values.Sum(static count => count.Samples));
    }

    private SampleTally TallyOf(SampleResolver resolver)
    {
        if (_last?.Resolver != resolver && !_tallies.TryGetValue(resolver, out _last))
            _tallies[resolver] = _last = new SampleTally(resolver, _keys, _interval);
        return _last!;
    }

    private void CountEvents(SampleTally tally, SortedDictionary<string, SampleCount> all)
    {
        for (int index = 0; index < tally.EventCount; index++)
        {
            var count = tally.AllOf(index);
            if (count.Samples == 0)
                continue;
            string name = EventOf(tally.Resolver, index);
            all.TryGetValue(name, out var sum);
            sum.Add(count);
            all[name] = sum;
        }
    }

    // That of the sessions, and not of names: the first is what a capture was made for.
    private List<(string Name, SampleCount All)> EventsInOrder(SortedDictionary<string, SampleCount> all) =>
        [.. _tallies.Keys.SelectMany(static resolver => resolver.Source.EventNames).Where(all.ContainsKey).Distinct().Select(name => (name, all[name]))];

    private void Name(SampleTally tally, Dictionary<ReportKey, (SampleCount Self, SampleCount Total)> counts)
    {
        var counter = _keys.Frames && tally.Groups.Count > 0
            ? new ChainCounter(tally.Resolver, new FrameLabels(tally.Resolver, _keys), _keys.OffCpu ? new WaitingFrames(tally.Resolver) : null, ScriptLinesOf(tally.Resolver))
            : null;
        var names = _keys.IsOfTask ? new TaskNames(tally.Resolver.Source.Tasks) : null;
        foreach (var (group, chains) in tally.Groups)
        {
            var key = KeyOf(tally.Resolver, group, names);
            if (counter is null)
                Add(key, chains[0], chains[0]);
            else
                counter.Count(chains, (label, self, total) => Add(With(key, label), self, total));
        }

        foreach (var (group, labels) in tally.Named)
        {
            var key = KeyOf(tally.Resolver, group, names);
            foreach (var (label, count) in labels)
                Add(With(key, tally.Labels[label]), count, count);
        }

        void Add(in ReportKey key, in SampleCount self, in SampleCount total)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
            sum.Self.Add(self);
            sum.Total.Add(total);
        }
    }

    private static ReportKey With(in ReportKey key, in FrameLabel label) => key with
    {
        Mode = label.Mode,
        Image = label.Image,
        Symbol = label.Symbol,
        SourceFile = label.SourceFile,
        Line = label.Line,
        Address = label.Address,
    };

    private ScriptLines? ScriptLinesOf(SampleResolver resolver) => _keys.ScriptLines && ScriptLines.HasScripts(resolver) ? new ScriptLines(resolver) : null;

    // Times off the CPU are put together, whatever their reason.
    private string EventOf(SampleResolver resolver, int index) => _keys.OffCpu ? "" : resolver.EventOf(index);

    private ReportKey KeyOf(SampleResolver resolver, in SampleGroup group, TaskNames? names)
    {
        var key = new ReportKey { Event = EventOf(resolver, group.Event), Cpu = _keys.Cpu ? group.Cpu : null };
        if (_keys.Reason)
            key = key with { Reason = OffCpuEvents.IsBlocked(resolver.EventOf(group.Event)) ? OffCpuReason.Blocked : OffCpuReason.Preempted };
        if (_keys.Time)
            key = key with { Time = group.Slice };
        if (_keys.Cgroup)
            key = key with { Cgroup = resolver.CgroupOf(group.Task) ?? FrameName.Unknown };
        if (names is null)
            return key;
        if (group.Task < 0)
        {
            return key with
            {
                ProcessId = group.ProcessId,
                ThreadId = _keys.Thread ? group.ThreadId : null,
                Command = resolver.CommandOf(-1, _keys.Thread ? group.ThreadId : group.ProcessId),
            };
        }

        var task = resolver.Source.Tasks[group.Task];
        return key with
        {
            ProcessId = task.ProcessId,
            ThreadId = _keys.Thread ? task.ThreadId : null,
            Command = _keys.Thread ? names.OfThread(group.Task) : names.OfProcess(group.Task),
        };
    }
}
