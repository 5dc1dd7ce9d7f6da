using System.Collections;
using System.Globalization;

namespace OProf.Analysis.Statistics;

/// <summary>Measured values in the order of their runs; as text they are a line, so that a table of them exports well.</summary>
public sealed class ValueList : IReadOnlyList<double>
{
    private readonly double[] _values;

    /// <summary>A list of values.</summary>
    /// <param name="values">The values; copied.</param>
    public ValueList(IEnumerable<double> values) => _values = [.. values];

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public double this[int index] => _values[index];

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The values, separated by blanks.</summary>
    public override string ToString() => string.Join(' ', _values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
