namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>Bytes up to a NUL (CTF 1.8.3, section 4.2.5).</summary>
public sealed class CtfStringType : CtfType
{
    internal CtfStringType(CtfEncoding encoding)
        : base(8, 1, 1) => Encoding = encoding;

    /// <summary>What the bytes stand for.</summary>
    public CtfEncoding Encoding { get; }
}
