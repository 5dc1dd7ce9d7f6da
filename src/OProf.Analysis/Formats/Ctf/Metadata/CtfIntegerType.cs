namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>An integer (CTF 1.8.3, section 4.1.5).</summary>
public sealed class CtfIntegerType : CtfType
{
    internal CtfIntegerType(
        int size, bool isSigned, ulong alignment, CtfByteOrder byteOrder, int numberBase, CtfEncoding encoding, CtfClock? clock)
        : base(alignment, 1, 1)
    {
        Size = size;
        IsSigned = isSigned;
        ByteOrder = byteOrder;
        Base = numberBase;
        Encoding = encoding;
        Clock = clock;
    }

    /// <summary>Size in bits: 1 to 64.</summary>
    public int Size { get; }

    /// <summary>Whether it is signed, in two's complement.</summary>
    public bool IsSigned { get; }

    /// <summary>Order of its bytes.</summary>
    public CtfByteOrder ByteOrder { get; }

    /// <summary>Base that people want to see it in: 2, 8, 10 or 16.</summary>
    public int Base { get; }

    /// <summary>What character it stands for.</summary>
    public CtfEncoding Encoding { get; }

    /// <summary>The clock whose value it holds, or the low bits of it; null for none.</summary>
    public CtfClock? Clock { get; }

    /// <summary>Whether arrays of it are text: bytes with an encoding.</summary>
    public bool IsCharacter => Encoding != CtfEncoding.None && Size == 8 && Alignment == 8;

    internal CtfIntegerType WithBase(int numberBase) => new(Size, IsSigned, Alignment, ByteOrder, numberBase, Encoding, Clock);
}
