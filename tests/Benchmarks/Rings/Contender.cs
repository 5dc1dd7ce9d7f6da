namespace OProf.Benchmarks.Rings;

/// <summary>Something that takes records of 32 bytes.</summary>
internal abstract class Contender : IDisposable
{
    private readonly Dictionary<int, List<double>> _taken = [];

    protected Contender(string name, int records)
    {
        Name = name;
        Records = records;
    }

    public string Name { get; }

    /// <summary>Records of a writer at a time.</summary>
    public int Records { get; }

    /// <summary>Records that were lost; it is to be 0.</summary>
    public virtual long Lost => 0;

    /// <summary>Takes the time once for a number of writers, and keeps it.</summary>
    public void Take(int writers)
    {
        if (!_taken.TryGetValue(writers, out var times))
            _taken.Add(writers, times = []);
        times.Add(Measure(writers));
    }

    /// <summary>Forgets the times taken so far: they warmed it up.</summary>
    public void Forget() => _taken.Clear();

    /// <summary>Median of nanoseconds a record, of the writer that took longest.</summary>
    public double Median(int writers) => At(writers, 0.5);

    public double At(int writers, double part)
    {
        double[] times = [.. _taken[writers].Order()];
        return times[(int)(part * (times.Length - 1))];
    }

    public virtual void Dispose()
    {
    }

    protected virtual double Measure(int writers)
    {
        double longest = PinnedThreads.Run(writers, Write) / Records;
        Empty();
        return longest;
    }

    /// <summary>Writes <see cref="Records"/>; what is timed.</summary>
    protected abstract void Write(int writer);

    /// <summary>Takes out what was written; not timed.</summary>
    protected virtual void Empty()
    {
    }
}
