namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>What characters an integer or a string stands for.</summary>
public enum CtfEncoding
{
    /// <summary>None: a number.</summary>
    None,

    /// <summary>UTF-8, which ASCII is a part of.</summary>
    Utf8,

    /// <summary>ASCII.</summary>
    Ascii,
}
