namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>Order of the bytes of a number.</summary>
public enum CtfByteOrder
{
    /// <summary>Least significant byte, and bit, first.</summary>
    LittleEndian,

    /// <summary>Most significant byte, and bit, first; that of networks.</summary>
    BigEndian,
}
