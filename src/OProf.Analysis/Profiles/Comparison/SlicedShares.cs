using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.Comparison;

/// <summary>
/// What each key has of one event's samples, in each of some equal slices of the capture's time: by how much a share varies
/// from slice to slice says how far it can be trusted.
/// </summary>
internal sealed class SlicedShares
{
    private const int MaxSlices = 24;
    private const int SamplesOfSlice = 25;

    private readonly List<double[]?> _weights = [];
    private readonly List<long> _samples = [];
    private double _squares;

    private SlicedShares(int slices) => All = new double[slices];

    /// <summary>The weight of all samples in each slice.</summary>
    internal double[] All { get; }

    /// <summary>Number of samples.</summary>
    internal long Samples { get; private set; }

    /// <summary>The weight of all samples.</summary>
    internal double Weight { get; private set; }

    /// <summary>Number of samples of the same weight that would say as much.</summary>
    internal double Effective => _squares == 0 ? 0 : Weight * Weight / _squares;

    /// <summary>Number of samples of a key.</summary>
    internal long SamplesOf(int key) => key < _samples.Count ? _samples[key] : 0;

    /// <summary>The weight of a key in each slice; empty where it has no sample.</summary>
    internal ReadOnlySpan<double> WeightsOf(int key) => key < _weights.Count ? _weights[key] : default;

    /// <summary>Counts an event's samples.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="eventIndex">The event.</param>
    /// <param name="keys">Says the keys of its call chains.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal static SlicedShares Count(Profile profile, int eventIndex, IStackKeys keys, CancellationToken cancellation)
    {
        var row = profile.Events[eventIndex];
        var (first, last) = Range(profile, eventIndex);
        var shares = new SlicedShares((int)Math.Clamp(row.Samples / SamplesOfSlice, 1, MaxSlices));
        double slicesPerTime = shares.All.Length / ((double)last - first + 1);

        // Where no times are known, slices are runs of samples.
        double slicesPerSample = shares.All.Length / (double)row.Samples;
        for (int index = 0; index < profile.Samples.Count; index++)
        {
            if (index % (1 << 16) == 0)
                cancellation.ThrowIfCancellationRequested();
            var sample = profile.Samples[index];
            if (sample.Event != eventIndex)
                continue;
            double at = first == last ? shares.Samples * slicesPerSample : (sample.Time - first) * slicesPerTime;
            shares.Add(Math.Min((int)at, shares.All.Length - 1), keys, sample.Stack, row.WeightOf(sample.Period));
        }

        return shares;
    }

    private static (long First, long Last) Range(Profile profile, int eventIndex)
    {
        long first = long.MaxValue;
        long last = long.MinValue;
        for (int index = 0; index < profile.Samples.Count; index++)
        {
            if (profile.Samples[index].Event != eventIndex)
                continue;
            first = Math.Min(first, profile.Samples[index].Time);
            last = Math.Max(last, profile.Samples[index].Time);
        }

        return (first, last);
    }

    private void Add(int slice, IStackKeys keys, int stack, double weight)
    {
        Samples++;
        Weight += weight;
        _squares += weight * weight;
        All[slice] += weight;
        foreach (int key in keys.Of(stack))
        {
            while (_weights.Count <= key)
            {
                _weights.Add(null);
                _samples.Add(0);
            }

            (_weights[key] ??= new double[All.Length])[slice] += weight;
            _samples[key]++;
        }
    }
}
