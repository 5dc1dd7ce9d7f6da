using System.Globalization;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Value of an enumeration.</summary>
/// <param name="Label">Its first label; null where it has none.</param>
/// <param name="Value">The number: a <see cref="long"/> where the enumeration's integer is signed, else a <see cref="ulong"/>.</param>
public sealed record CtfEnumValue(string? Label, object Value)
{
    /// <summary>The label, or the number.</summary>
    public override string ToString() => Label ?? Convert.ToString(Value, CultureInfo.InvariantCulture)!;
}
