using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>How often each different call chain was sampled, for each event and, where asked for, process.</summary>
internal sealed class StackWeights
{
    private const int SamplesPerCheck = 1 << 16;

    private readonly Dictionary<(int Event, int Process), Dictionary<int, SampleCount>> _groups = [];
    private readonly List<(int ProcessId, int Name)> _processes = [];

    private (int Event, int Process) _lastKey = (-1, -1);
    private Dictionary<int, SampleCount>? _last;

    internal StackWeights(Profile profile, bool byProcess, CancellationToken cancellation)
    {
        Profile = profile;
        var processOfThreads = ProcessOfThreads(profile, byProcess);
        int count = profile.StackSums?.Count ?? profile.Samples.Count;
        for (int index = 0; index < count; index++)
        {
            if (index % SamplesPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            if (profile.StackSums is { } sums)
            {
                var sum = sums[index];
                Add((sum.Event, processOfThreads[sum.Thread]), sum.Stack, sum.Count);
            }
            else
            {
                var sample = profile.Samples[index];
                Add((sample.Event, processOfThreads[sample.Thread]), sample.Stack, new SampleCount { Samples = 1, Period = (ulong)sample.Period });
            }
        }
    }

    internal Profile Profile { get; }

    /// <summary>The groups, in the order of events, and processes by their first sample.</summary>
    internal IEnumerable<(CallTreeGroup Group, Dictionary<int, SampleCount> Stacks)> Groups
    {
        get
        {
            foreach (var (key, stacks) in _groups.OrderBy(static group => group.Key))
            {
                var row = Profile.Events[key.Event];
                var all = new SampleCount { Samples = row.Samples, Period = (ulong)row.Period };
                yield return key.Process < 0
                    ? (new CallTreeGroup(row.Name, null, null, all), stacks)
                    : (new CallTreeGroup(row.Name, _processes[key.Process].ProcessId, Profile.Strings[_processes[key.Process].Name], all), stacks);
            }
        }
    }

    private void Add((int Event, int Process) key, int stack, in SampleCount count)
    {
        if (_last is null || key != _lastKey)
        {
            _lastKey = key;
            _last = CollectionsMarshal.GetValueRefOrAddDefault(_groups, key, out _) ??= [];
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_last, stack, out _).Add(count);
    }

    private int[] ProcessOfThreads(Profile profile, bool byProcess)
    {
        var processes = new int[profile.Threads.Count];
        var known = new Dictionary<(int, int), int>();
        for (int thread = 0; thread < processes.Length; thread++)
        {
            var row = profile.Threads[thread];
            processes[thread] = -1;
            if (!byProcess)
                continue;
            ref int process = ref CollectionsMarshal.GetValueRefOrAddDefault(known, (row.ProcessId, row.ProcessName), out bool exists);
            if (!exists)
            {
                process = _processes.Count;
                _processes.Add((row.ProcessId, row.ProcessName));
            }

            processes[thread] = process;
        }

        return processes;
    }
}
