namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A number of IEEE 754's interchange formats binary32 or binary64 (CTF 1.8.3, section 4.1.7).</summary>
public sealed class CtfFloatType : CtfType
{
    internal CtfFloatType(int size, ulong alignment, CtfByteOrder byteOrder)
        : base(alignment, 1, 1)
    {
        Size = size;
        ByteOrder = byteOrder;
    }

    /// <summary>Size in bits: 32 or 64.</summary>
    public int Size { get; }

    /// <summary>Order of its bytes.</summary>
    public CtfByteOrder ByteOrder { get; }
}
