using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>Builds a <see cref="Profile"/>: reads the stream once by integers alone, then names what it met, each thing once.</summary>
internal sealed class ProfileBuilder
{
    private const int MaxEvents = ushort.MaxValue;
    private const int SamplesPerReport = 1 << 16;

    private readonly SampleResolver _resolver;
    private readonly ReportKeys _wanted;
    private readonly HashSet<int>? _processes;
    private readonly bool _sumsSuffice;
    private readonly ChainImport _chains;
    private readonly ThreadTable _threads;
    private readonly SampleColumns _samples = new();
    private readonly List<int> _rowOfEvents = [];
    private readonly List<(int Event, SampleCount Count)> _events = [];

    internal ProfileBuilder(SampleResolver resolver, ProfileOptions options)
    {
        _resolver = resolver;
        _wanted = new ReportKeys([], options.Events);
        _processes = options.ProcessIds is { Count: > 0 } ids ? [.. ids] : null;
        _sumsSuffice = options.SumsSuffice;
        _chains = new ChainImport(resolver);
        _threads = new ThreadTable(resolver);
    }

    internal Profile Build(string name, IProgress<long>? progress, CancellationToken cancellation)
    {
        var sums = _sumsSuffice ? _resolver.Source.SumsOf(withChains: true) : null;
        var stackSums = sums is null ? null : AddUp(sums);
        if (stackSums is null)
            ReadSamples(progress, cancellation);

        var tables = new NameTables();
        for (int frame = 0; frame < _chains.FrameCount; frame++)
        {
            if (frame % SamplesPerReport == 0)
                cancellation.ThrowIfCancellationRequested();
            var (number, processId) = _chains.SourceOf(frame);
            var place = _resolver.Frames.Frame(number);
            tables.AddFrame(place, _resolver.Frames.Of(number, processId).Name, _resolver.Source.Cookies[place.Cookie]);
        }

        return new Profile(
            name,
            [.. _events.Select(row => new EventRow(_resolver.EventOf(row.Event), row.Count.Samples, (long)row.Count.Period))],
            _threads.Name(tables),
            tables,
            _chains.Stacks,
            _samples,
            stackSums,
            ReportNotices.Of(_resolver));
    }

    private void ReadSamples(IProgress<long>? progress, CancellationToken cancellation)
    {
        var reader = _resolver.Source.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EventKind.Sample)
                continue;
            Add(entry);
            if (_samples.Count % SamplesPerReport != 0)
                continue;
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(_samples.Count);
        }
    }

    private Column<StackSum> AddUp(SampleSums sums)
    {
        // Sums are in the order of their first samples: so are events and threads.
        var added = new Column<StackSum>();
        for (int index = 0; index < sums.Count; index++)
        {
            ref readonly var sum = ref sums[index];
            var task = _resolver.Source.Tasks.Key(sum.Task);
            int row = RowOf(sum.Event, task.ProcessId);
            if (row < 0)
                continue;
            var count = new SampleCount { Samples = sum.Samples, Period = sum.Period };
            CollectionsMarshal.AsSpan(_events)[row].Count.Add(count);
            int stack = _chains.ChainOf(sum.Stack, new StackFrame(sum.Cookie, sum.Offset, sum.Mode, false), task.ProcessId);
            added.Add(new StackSum(_threads.Of(sum.Task, task.ProcessId, task.ThreadId), row, stack, count));
        }

        return added;
    }

    private void Add(in StreamEvent entry)
    {
        int row = RowOf(entry.Event, entry.ProcessId);
        if (row < 0)
            return;
        ref var count = ref CollectionsMarshal.AsSpan(_events)[row].Count;
        count.Samples++;
        count.Period += entry.Period;
        int stack = _chains.ChainOf(entry.Stack, new StackFrame(entry.Cookie, entry.Offset, entry.Mode, false), entry.ProcessId);
        _samples.Add(entry.Time, entry.Cpu, _threads.Of(entry.Task, entry.ProcessId, entry.ThreadId), row, stack, entry.Period);
    }

    private int RowOf(int eventIndex, int processId) =>
        _processes is not null && !_processes.Contains(processId) ? -1 : RowOf(eventIndex);

    // Events have a row from their first sample on: -1 for one that is not wanted.
    private int RowOf(int eventIndex)
    {
        if ((uint)eventIndex >= MaxEvents)
            return -1;
        while (_rowOfEvents.Count <= eventIndex)
            _rowOfEvents.Add(int.MinValue);
        ref int row = ref CollectionsMarshal.AsSpan(_rowOfEvents)[eventIndex];
        if (row != int.MinValue)
            return row;
        row = _wanted.Wants(_resolver.EventOf(eventIndex)) ? _events.Count : -1;
        if (row >= 0)
            _events.Add((eventIndex, default));
        return row;
    }
}
