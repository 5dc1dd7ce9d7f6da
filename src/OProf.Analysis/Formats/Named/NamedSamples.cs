using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Named;

/// <summary>What a file says of its samples, as columns: 38 bytes a row.</summary>
internal sealed class NamedSamples
{
    // As many as are told apart without more memory than the samples of a long capture take.
    private const ulong MaxSamples = 1 << 24;

    private readonly Column<ulong> _times = new();
    private readonly Column<int> _cpus = new();
    private readonly Column<int> _tasks = new();
    private readonly Column<ushort> _events = new();
    private readonly Column<int> _stacks = new();
    private readonly Column<ulong> _weights = new();
    private readonly Column<ulong> _counts = new();
    private ulong _samples;

    /// <summary>Number of rows.</summary>
    internal int Count => _times.Count;

    /// <summary>Bytes held.</summary>
    internal long Bytes =>
        _times.Bytes + _cpus.Bytes + _tasks.Bytes + _events.Bytes + _stacks.Bytes + _weights.Bytes + _counts.Bytes;

    /// <summary>
    /// Whether there are so many samples that each row is one, which weighs what its samples did: the file's counts are of
    /// something else, such as nanoseconds.
    /// </summary>
    internal bool AreRowsSamples => _samples > MaxSamples;

    /// <summary>Whether some sample has a time: else the order of the rows means nothing.</summary>
    internal bool HasTimes { get; private set; }

    /// <summary>Number of samples of a row.</summary>
    internal ulong SamplesOf(int row) => AreRowsSamples ? 1 : _counts[row];

    /// <summary>A row; its count and weight are those of the file.</summary>
    internal NamedSample this[int row] =>
        new(_times[row], _cpus[row], _tasks[row], _events[row], _stacks[row], _weights[row], _counts[row]);

    /// <summary>What one of a row's samples stands for; those of a row differ by one at most.</summary>
    internal ulong PeriodOf(in NamedSample row, ulong index)
    {
        if (AreRowsSamples)
            return row.Weight == 0 ? row.Count : row.Weight;
        return (row.Weight / row.Count) + (index < row.Weight % row.Count ? 1UL : 0);
    }

    internal void Add(in NamedSample sample)
    {
        _times.Add(sample.Time);
        _cpus.Add(sample.Cpu);
        _tasks.Add(sample.Task);
        _events.Add((ushort)sample.Event);
        _stacks.Add(sample.Stack);
        _weights.Add(sample.Weight);
        _counts.Add(sample.Count);
        _samples = sample.Count > MaxSamples ? MaxSamples + 1 : Math.Min(_samples + sample.Count, MaxSamples + 1);
        HasTimes |= sample.Time != 0;
    }
}
