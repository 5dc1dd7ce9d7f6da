using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Speedscope;

/// <summary>The samples of a profile by thread and event; those of one keep their order.</summary>
internal sealed class SpeedscopeThreads
{
    private readonly int[] _samples;

    private SpeedscopeThreads(int[] samples, List<SpeedscopeThread> threads, long first, long last)
    {
        _samples = samples;
        ByWeight = threads;
        First = first;
        Last = last;
    }

    /// <summary>Those that have samples; that of the most weight first.</summary>
    public IReadOnlyList<SpeedscopeThread> ByWeight { get; }

    /// <summary>Time of the oldest sample.</summary>
    public long First { get; }

    /// <summary>Time of the youngest sample.</summary>
    public long Last { get; }

    /// <summary>Indices of the samples of one, in the order of the stream.</summary>
    public ReadOnlySpan<int> SamplesOf(in SpeedscopeThread thread) => _samples.AsSpan(thread.First, thread.Count);

    /// <summary>Orders a profile's samples.</summary>
    public static SpeedscopeThreads Of(Profile profile)
    {
        int events = Math.Max(1, profile.Events.Count);
        var counts = new int[profile.Threads.Count * events];
        var weights = new long[counts.Length];
        long first = long.MaxValue;
        long last = long.MinValue;
        foreach (var sample in profile.Samples)
        {
            int key = (sample.Thread * events) + sample.Event;
            counts[key]++;
            weights[key] += profile.Events[sample.Event].WeightOf(sample.Period);
            first = Math.Min(first, sample.Time);
            last = Math.Max(last, sample.Time);
        }

        var threads = new List<SpeedscopeThread>();
        var next = new int[counts.Length];
        for (int key = 0, start = 0; key < counts.Length; start += counts[key++])
        {
            next[key] = start;
            if (counts[key] > 0)
                threads.Add(new SpeedscopeThread(key / events, key % events, start, counts[key], weights[key]));
        }

        var samples = new int[profile.Samples.Count];
        for (int i = 0; i < samples.Length; i++)
        {
            var sample = profile.Samples[i];
            samples[next[(sample.Thread * events) + sample.Event]++] = i;
        }

        threads.Sort((left, right) => left.Event != right.Event ? left.Event.CompareTo(right.Event)
            : left.Weight != right.Weight ? right.Weight.CompareTo(left.Weight) : left.First.CompareTo(right.First));
        return new SpeedscopeThreads(samples, threads, first, last);
    }
}
