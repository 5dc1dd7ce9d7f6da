namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A number of elements that a field before it says (CTF 1.8.3, section 4.2.4).</summary>
public sealed class CtfSequenceType : CtfType
{
    internal CtfSequenceType(CtfType element, string length, TsdlToken lengthPlace)
        : base(element.Alignment, element.Depth + 1, element.FieldCount == long.MaxValue ? long.MaxValue : element.FieldCount + 1)
    {
        Element = element;
        Length = length;
        LengthPlace = lengthPlace;
    }

    /// <summary>Type of the elements.</summary>
    public CtfType Element { get; }

    /// <summary>Path of the unsigned integer that says their number.</summary>
    public string Length { get; }

    /// <summary>Where the metadata says the length.</summary>
    internal TsdlToken LengthPlace { get; }

    /// <summary>Whether the elements are the characters of a text, which ends at the first NUL or the sequence's end.</summary>
    public bool IsText => Element is CtfIntegerType { IsCharacter: true };
}
