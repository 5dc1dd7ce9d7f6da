using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Fields by their order and name. A value is a <see cref="ulong"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="string"/>, <see cref="CtfEnumValue"/>, <see cref="CtfVariantValue"/>, array of bytes, array of values, or another struct.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a struct's value.")]
public sealed class CtfStructValue : IReadOnlyList<KeyValuePair<string, object>>
{
    private readonly IReadOnlyList<KeyValuePair<string, object>> _fields;

    internal CtfStructValue(IReadOnlyList<KeyValuePair<string, object>> fields) => _fields = fields;

    /// <summary>Number of fields.</summary>
    public int Count => _fields.Count;

    /// <summary>A field by its index.</summary>
    public KeyValuePair<string, object> this[int index] => _fields[index];

    /// <summary>The first field of a name; null where there is none.</summary>
    public object? this[string name] => _fields.FirstOrDefault(field => field.Key == name).Value;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
