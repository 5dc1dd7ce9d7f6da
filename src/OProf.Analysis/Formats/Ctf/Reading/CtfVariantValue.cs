using System.Globalization;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Value of a variant.</summary>
/// <param name="Option">Name of the option that was taken.</param>
/// <param name="Value">The option's value.</param>
public sealed record CtfVariantValue(string Option, object Value)
{
    /// <summary>The option's value as text.</summary>
    public override string ToString() => Convert.ToString(Value, CultureInfo.InvariantCulture)!;
}
