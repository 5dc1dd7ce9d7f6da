using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// The samples of one source, counted by integers alone: by group, and within a group by call chain. Names come after
/// this, once for what is different.
/// </summary>
internal sealed class SampleTally(SampleResolver resolver, ReportKeys keys, ulong interval)
{
    private const int PlaceBits = 14;

    // The number of a place is negative: 0 stands for none yet.
    private readonly (StackFrame Place, int Number)[] _places = new (StackFrame, int)[1 << PlaceBits];
    private readonly Dictionary<SampleGroup, Dictionary<long, SampleCount>> _groups = [];
    private readonly Dictionary<SampleGroup, Dictionary<int, SampleCount>> _named = [];
    private PlaceLabels? _labels;
    private readonly List<SampleCount> _events = [];
    private SampleGroup _lastGroup;
    private Dictionary<long, SampleCount>? _last;

    internal SampleResolver Resolver => resolver;

    /// <summary>
    /// By group, then by chain: the process where the chain's names depend on it (else 0) in the high half, in the low
    /// half the chain's number, or a negative frame number for samples without a chain.
    /// </summary>
    internal IReadOnlyDictionary<SampleGroup, Dictionary<long, SampleCount>> Groups => _groups;

    /// <summary>By group, then by number in <see cref="Labels"/>: what was named at once, beside <see cref="Groups"/>.</summary>
    internal IReadOnlyDictionary<SampleGroup, Dictionary<int, SampleCount>> Named => _named;

    /// <summary>The labels of what was named at once.</summary>
    internal PlaceLabels Labels => _labels ??= new PlaceLabels(resolver, keys);

    /// <summary>Number of events, those without a sample included.</summary>
    internal int EventCount => _events.Count;

    /// <summary>All samples of an event.</summary>
    internal SampleCount AllOf(int eventIndex) => _events[eventIndex];

    /// <summary>Adds what a source has summed up as it was scanned.</summary>
    internal void AddAll(SampleSums sums)
    {
        var tasks = resolver.Source.Tasks;
        for (int index = 0; index < sums.Count; index++)
        {
            ref readonly var sum = ref sums[index];
            var task = tasks.Key(sum.Task);
            var place = new StackFrame(sum.Cookie, sum.Offset, sum.Mode, false);
            var count = new SampleCount { Samples = sum.Samples, Period = sum.Period };
            if (!keys.ArePlacesNamed)
                Add(sum.Event, sum.Cpu, sum.Task, task.ProcessId, task.ThreadId, sum.Stack, place, count, 0);
            else if (TryCount(sum.Event, count))
                AddNamed(GroupOf(sum.Event, sum.Cpu, sum.Task, task.ProcessId, task.ThreadId, 0), Labels.Of(place, task.ProcessId), count);
        }
    }

    /// <summary>
    /// Adds a sample. One of a group of events is one of each member that counted something since the last, as perf report has
    /// it: its value is the member's period.
    /// </summary>
    internal void Add(
        int eventIndex, int cpu, int task, int processId, int threadId, int stack, in StackFrame place, ulong period, ulong time,
        ReadOnlySpan<ulong> values)
    {
        var groups = resolver.Source.EventGroups;
        var members = values.IsEmpty || keys.OffCpu || (uint)eventIndex >= (uint)groups.Count ? [] : groups[eventIndex];
        if (members.Count == 0)
        {
            Add(eventIndex, cpu, task, processId, threadId, stack, place, One(period), time);
            return;
        }

        for (int index = 0; index < values.Length && index < members.Count; index++)
        {
            if (values[index] > 0)
                Add(members[index], cpu, task, processId, threadId, stack, place, One(values[index]), time);
        }
    }

    private static SampleCount One(ulong period) => new() { Samples = 1, Period = period };

    private void Add(int eventIndex, int cpu, int task, int processId, int threadId, int stack, in StackFrame place, in SampleCount count, ulong time)
    {
        if (!TryCount(eventIndex, count))
            return;
        var group = GroupOf(eventIndex, cpu, task, processId, threadId, time);
        if (_last is null || group != _lastGroup)
        {
            _lastGroup = group;
            _last = CollectionsMarshal.GetValueRefOrAddDefault(_groups, group, out _) ??= [];
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_last, ChainOf(processId, stack, place), out _).Add(count);
    }

    private void AddNamed(in SampleGroup group, int label, in SampleCount count)
    {
        var labels = CollectionsMarshal.GetValueRefOrAddDefault(_named, group, out _) ??= [];
        CollectionsMarshal.GetValueRefOrAddDefault(labels, label, out _).Add(count);
    }

    // Whether the samples are of an event that is wanted; then it has them.
    private bool TryCount(int eventIndex, in SampleCount count)
    {
        if ((uint)eventIndex > ushort.MaxValue || !keys.Wants(resolver.EventOf(eventIndex)))
            return false;
        while (_events.Count <= eventIndex)
            _events.Add(default);
        CollectionsMarshal.AsSpan(_events)[eventIndex].Add(count);
        return true;
    }

    private SampleGroup GroupOf(int eventIndex, int cpu, int task, int processId, int threadId, ulong time) => new(
        eventIndex,
        keys.Cpu ? cpu : -1,
        keys.Task ? task : -1,
        keys.Task && task < 0 ? processId : -1,
        keys.Task && task < 0 ? threadId : -1,
        keys.Time ? (long)(time / interval * interval) : -1);

    private long ChainOf(int processId, int stack, in StackFrame place)
    {
        if (!keys.Frames)
            return 0;
        if (stack == 0 || keys.IsSelfOnly)
            return FrameNames.Pack(AnonymousChains.IsAnonymous(place) ? processId : 0, NumberOf(place));
        return FrameNames.Pack(resolver.DependsOnProcess(stack) ? processId : 0, stack);
    }

    // Most places come again soon, and this finds them without a lock or a call.
    private int NumberOf(in StackFrame place)
    {
        ref var known = ref _places[(int)((place.Offset * 0x9E3779B97F4A7C15UL) >> (64 - PlaceBits))];
        if (known.Number >= 0 || known.Place != place)
            known = (place, resolver.Frames.NumberOf(place));
        return known.Number;
    }
}
