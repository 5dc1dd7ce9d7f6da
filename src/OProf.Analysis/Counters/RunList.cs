using System.Collections;

namespace OProf.Analysis.Counters;

/// <summary>The runs of a measurement; as text their times in seconds.</summary>
public sealed class RunList : IReadOnlyList<MeasuredRun>
{
    private readonly MeasuredRun[] _runs;

    internal RunList(IEnumerable<MeasuredRun> runs) => _runs = [.. runs];

    /// <inheritdoc/>
    public int Count => _runs.Length;

    /// <inheritdoc/>
    public MeasuredRun this[int index] => _runs[index];

    /// <inheritdoc/>
    public IEnumerator<MeasuredRun> GetEnumerator() => ((IEnumerable<MeasuredRun>)_runs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', (object[])_runs);
}
