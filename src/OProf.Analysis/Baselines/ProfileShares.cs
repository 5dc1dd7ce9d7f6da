using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Comparison;
using OProf.Capture.Sync;

namespace OProf.Analysis.Baselines;

/// <summary>
/// Counts the samples of runs by function and call chain, and by block: what a share varies by from block to block is how far
/// it can be trusted. A block is a run; where there are few runs, a slice of a run's time.
/// </summary>
internal sealed class ProfileShares
{
    // With fewer, what differs between runs says too little, and slices of their time are taken.
    private const int FewestRuns = 4;
    private const int MaxSlices = 24;
    private const int SamplesOfSlice = 25;

    // Of the estimate by successive differences, beside that by all of the values.
    private const double Efficiency = 2.0 / 3;

    private readonly ComparedNames _names = new();
    private readonly List<double[]> _blocks = [];
    private readonly List<double> _weights = [];
    private readonly Dictionary<int, double> _stacks = [];
    private readonly bool _isUserOnly;
    private readonly bool _isByRun;

    private ProfileShares(bool isUserOnly, bool isByRun)
    {
        _isUserOnly = isUserOnly;
        _isByRun = isByRun;
    }

    private long Samples { get; set; }

    /// <summary>Counts.</summary>
    /// <param name="runs">The profiles of the runs.</param>
    /// <param name="eventName">The event, without modifiers.</param>
    /// <param name="isUserOnly">Whether samples in the kernel are left out.</param>
    /// <param name="frequency">Samples a second; null where that is not known.</param>
    /// <returns>Null where there is no such sample.</returns>
    internal static BaselineProfile? Of(IReadOnlyList<Profile> runs, string eventName, bool isUserOnly, int? frequency)
    {
        var shares = new ProfileShares(isUserOnly, runs.Count >= FewestRuns);
        foreach (var run in runs)
            shares.Add(run, eventName);
        return shares.Samples == 0 ? null : shares.Result(eventName, frequency);
    }

    /// <summary>An event's name without its modifiers.</summary>
    internal static string BaseOf(string name) => Counters.EventName.Of(name).Base;

    private void Add(Profile run, string eventName)
    {
        var functions = _names.Functions(run);
        var stacks = _names.Stacks(run);
        var counted = Counted(run, eventName);
        if (counted.Count == 0)
            return;
        long first = run.Samples[counted[0]].Time, last = first;
        foreach (int index in counted)
        {
            first = Math.Min(first, run.Samples[index].Time);
            last = Math.Max(last, run.Samples[index].Time);
        }

        int slices = _isByRun ? 1 : Math.Clamp(counted.Count / SamplesOfSlice, 1, MaxSlices);
        int block = _blocks.Count;
        for (int slice = 0; slice < slices; slice++)
        {
            _blocks.Add(new double[_names.FunctionCount]);
            _weights.Add(0);
        }

        double slicesPerTime = slices / ((double)last - first + 1);
        foreach (int index in counted)
        {
            var sample = run.Samples[index];
            int at = block + Math.Min((int)((sample.Time - first) * slicesPerTime), slices - 1);
            double weight = run.Events[sample.Event].WeightOf(sample.Period);
            _blocks[at][functions[run.Frames[run.Stacks.FrameOf(sample.Stack)].Function]] += weight;
            _weights[at] += weight;
            CollectionsMarshal.GetValueRefOrAddDefault(_stacks, stacks[sample.Stack], out _) += weight;
        }

        Samples += counted.Count;
    }

    private List<int> Counted(Profile run, string eventName)
    {
        var counted = new List<int>();
        for (int index = 0; index < run.Samples.Count; index++)
        {
            var sample = run.Samples[index];
            bool isKernel = run.Frames[run.Stacks.FrameOf(sample.Stack)].Mode is ProcessorMode.Kernel or ProcessorMode.GuestKernel or ProcessorMode.Hypervisor;
            if (BaseOf(run.Events[sample.Event].Name) == eventName && !(_isUserOnly && isKernel))
                counted.Add(index);
        }

        return counted;
    }

    private BaselineProfile Result(string eventName, int? frequency)
    {
        double all = _weights.Sum();
        var symbols = new List<SymbolShare>();
        for (int function = 0; function < _names.FunctionCount; function++)
        {
            double share = _blocks.Sum(block => WeightIn(block, function)) / all;
            if (share < BaselineProfile.LeastShare)
                continue;
            var (symbol, image) = _names.NameOf(function);
            symbols.Add(new SymbolShare(symbol, image, share, ErrorOf(function, share, all)));
        }

        int blocks = _weights.Count;
        return new BaselineProfile
        {
            Event = eventName,
            IsUserOnly = _isUserOnly,
            Frequency = frequency,
            Samples = Samples,
            Freedom = blocks < FewestRuns ? 0 : _isByRun ? blocks - 1 : (blocks - 1) * Efficiency,
            Symbols = symbols,
            Stacks = StackShares(all),
        };
    }

    // The rests of a ratio: what a block has of the function beyond its share. By runs their mean square, as runs have no order;
    // by slices that of the successive differences, so that what a program does in its order counts little.
    private double ErrorOf(int function, double share, double all)
    {
        int blocks = _weights.Count;
        if (blocks < FewestRuns)
            return Math.Sqrt(share * (1 - share) / Samples);
        double squares = 0, before = 0;
        for (int block = 0; block < blocks; block++)
        {
            double rest = WeightIn(_blocks[block], function) - (share * _weights[block]);
            squares += _isByRun ? rest * rest : block == 0 ? 0 : (rest - before) * (rest - before) / 2;
            before = rest;
        }

        return Math.Sqrt(squares * blocks / (blocks - 1)) / all;
    }

    // A chain that is too rare counts for its caller's.
    private List<StackShare> StackShares(double all)
    {
        var weights = new double[_names.StackCount];
        foreach (var (stack, weight) in _stacks)
            weights[stack] = weight;
        var shares = new Dictionary<string, double>();
        for (int stack = weights.Length - 1; stack > 0; stack--)
        {
            if (weights[stack] < BaselineProfile.LeastShare * all)
                weights[_names.ParentOf(stack)] += weights[stack];
            else
                CollectionsMarshal.GetValueRefOrAddDefault(shares, _names.TextOf(stack), out _) += weights[stack] / all;
        }

        return [.. shares.Select(pair => new StackShare(pair.Key, pair.Value))];
    }

    // Functions that were met later have no place in the blocks before.
    private static double WeightIn(double[] block, int function) => function < block.Length ? block[function] : 0;
}
