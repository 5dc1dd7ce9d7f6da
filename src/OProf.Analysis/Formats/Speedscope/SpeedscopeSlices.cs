using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Speedscope;

/// <summary>
/// The samples of one thread and event, in the order of their time, those that follow each other with the same call chain put
/// together; where that is still too many, all of a slice of time that have the same one.
/// </summary>
internal sealed class SpeedscopeSlices
{
    private readonly Profile _profile;
    private readonly Dictionary<int, int> _places = [];
    private readonly List<(int Stack, long Weight)> _entries = [];

    /// <summary>Of a profile.</summary>
    public SpeedscopeSlices(Profile profile) => _profile = profile;

    /// <summary>What the last <see cref="Fill"/> gave.</summary>
    public IReadOnlyList<(int Stack, long Weight)> Entries => _entries;

    /// <summary>Sum of the weights.</summary>
    public long Weight { get; private set; }

    /// <summary>Puts together samples.</summary>
    /// <param name="samples">Their indices, in the order of the stream.</param>
    /// <param name="slice">Nanoseconds of a slice; 0 to keep what follows each other apart.</param>
    public void Fill(ReadOnlySpan<int> samples, long slice)
    {
        _entries.Clear();
        _places.Clear();
        Weight = 0;
        long end = long.MinValue;
        foreach (int index in samples)
        {
            var sample = _profile.Samples[index];
            long weight = _profile.Events[sample.Event].WeightOf(sample.Period);
            Weight += weight;
            if (slice == 0)
            {
                Follow(sample.Stack, weight);
                continue;
            }

            if (sample.Time >= end)
            {
                _places.Clear();
                end = sample.Time + slice;
            }

            Gather(sample.Stack, weight);
        }
    }

    private void Follow(int stack, long weight)
    {
        if (_entries.Count > 0 && _entries[^1].Stack == stack)
            _entries[^1] = (stack, _entries[^1].Weight + weight);
        else
            _entries.Add((stack, weight));
    }

    private void Gather(int stack, long weight)
    {
        if (_places.TryGetValue(stack, out int place))
        {
            _entries[place] = (stack, _entries[place].Weight + weight);
            return;
        }

        _places[stack] = _entries.Count;
        _entries.Add((stack, weight));
    }
}
