using System.Globalization;

namespace OProf.Capture.Sync.Payloads;

/// <summary>
/// A number of which some values have names. Equal to its name, and to its number, so that a pipeline can compare it with
/// either.
/// </summary>
public sealed class LabeledValue : IEquatable<LabeledValue>
{
    internal LabeledValue(string? label, object value)
    {
        Label = label;
        Value = value;
    }

    /// <summary>The name; null where this value has none.</summary>
    public string? Label { get; }

    /// <summary>The number: a <see cref="long"/> where it has a sign, else a <see cref="ulong"/>.</summary>
    public object Value { get; }

    /// <inheritdoc/>
    public bool Equals(LabeledValue? other) => other is not null && Value.Equals(other.Value) && Label == other.Label;

    /// <summary>Whether something is the same value, its name, or its number.</summary>
    public override bool Equals(object? obj) => obj switch
    {
        LabeledValue other => Equals(other),
        string label => string.Equals(Label ?? Number, label, StringComparison.OrdinalIgnoreCase),
        ulong or long or int or uint or short or ushort or byte or sbyte => Convert.ToDecimal(obj, CultureInfo.InvariantCulture) == Convert.ToDecimal(Value, CultureInfo.InvariantCulture),
        _ => false,
    };

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The name, or the number.</summary>
    public override string ToString() => Label ?? Number;

    private string Number => Convert.ToString(Value, CultureInfo.InvariantCulture)!;
}
