using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>The samples of a profile, in the order of the stream: that of time, but for those that came late. 28 bytes each.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a set of columns.")]
public sealed class SampleColumns : IReadOnlyList<SampleRow>
{
    private readonly Column<long> _times = new();
    private readonly Column<short> _cpus = new();
    private readonly Column<int> _threads = new();
    private readonly Column<ushort> _events = new();
    private readonly Column<int> _stacks = new();
    private readonly Column<long> _periods = new();

    internal SampleColumns()
    {
    }

    /// <summary>Number of samples.</summary>
    public int Count => _times.Count;

    /// <summary>Bytes held.</summary>
    public long Bytes => _times.Bytes + _cpus.Bytes + _threads.Bytes + _events.Bytes + _stacks.Bytes + _periods.Bytes;

    /// <summary>Their times: CLOCK_MONOTONIC nanoseconds.</summary>
    public IReadOnlyList<long> Times => _times;

    /// <summary>Their call chains, as numbers in <see cref="Profile.Stacks"/>.</summary>
    public IReadOnlyList<int> Stacks => _stacks;

    /// <summary>A sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that index.</exception>
    public SampleRow this[int index] =>
        new(_times[index], _cpus[index], _threads[index], _events[index], _stacks[index], _periods[index]);

    /// <inheritdoc/>
    public IEnumerator<SampleRow> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
            yield return this[index];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(ulong time, int cpu, int thread, int eventIndex, int stack, ulong period)
    {
        _times.Add((long)time);
        _cpus.Add((short)cpu);
        _threads.Add(thread);
        _events.Add((ushort)eventIndex);
        _stacks.Add(stack);
        _periods.Add((long)period);
    }
}
