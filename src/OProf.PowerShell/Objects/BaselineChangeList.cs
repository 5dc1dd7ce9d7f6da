using System.Collections;
using OProf.Analysis.Baselines;

namespace OProf.PowerShell.Objects;

/// <summary>What was compared with a baseline; as text what is not unchanged.</summary>
public sealed class BaselineChangeList : IReadOnlyList<BaselineChange>
{
    private readonly IReadOnlyList<BaselineChange> _changes;

    internal BaselineChangeList(IReadOnlyList<BaselineChange> changes) => _changes = changes;

    /// <inheritdoc/>
    public int Count => _changes.Count;

    /// <inheritdoc/>
    public BaselineChange this[int index] => _changes[index];

    /// <inheritdoc/>
    public IEnumerator<BaselineChange> GetEnumerator() => _changes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _changes.Where(change => change.Verdict != BaselineVerdict.Unchanged).Select(change => change.Name));
}
