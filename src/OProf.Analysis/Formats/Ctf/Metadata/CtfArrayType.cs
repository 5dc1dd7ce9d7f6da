namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A fixed number of elements (CTF 1.8.3, section 4.2.3).</summary>
public sealed class CtfArrayType : CtfType
{
    internal CtfArrayType(CtfType element, ulong length)
        : base(element.Alignment, element.Depth + 1, element.FieldCount == long.MaxValue ? long.MaxValue : element.FieldCount + 1)
    {
        Element = element;
        Length = length;
    }

    /// <summary>Type of the elements.</summary>
    public CtfType Element { get; }

    /// <summary>Number of the elements.</summary>
    public ulong Length { get; }

    /// <summary>Whether the elements are the characters of a text, which ends at the first NUL or the array's end.</summary>
    public bool IsText => Element is CtfIntegerType { IsCharacter: true };
}
