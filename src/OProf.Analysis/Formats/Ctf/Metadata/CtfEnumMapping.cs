namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A label of an enumeration and the values it stands for; signed ones as the bits of a 64-bit integer.</summary>
/// <param name="Label">The label, as the metadata has it.</param>
/// <param name="First">First value.</param>
/// <param name="Last">Last value, which counts.</param>
public readonly record struct CtfEnumMapping(string Label, ulong First, ulong Last)
{
    /// <summary>Whether a value is among those of the label.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isSigned">Whether the enumeration's integer is signed.</param>
    public bool Contains(ulong value, bool isSigned) => isSigned
        ? (long)value >= (long)First && (long)value <= (long)Last
        : value >= First && value <= Last;
}
