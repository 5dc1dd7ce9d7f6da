namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>How a field's bits are read.</summary>
internal enum LayoutKind : byte
{
    Integer,
    Float,
    String,
    Struct,
    Variant,
    Array,
    Sequence,
}
