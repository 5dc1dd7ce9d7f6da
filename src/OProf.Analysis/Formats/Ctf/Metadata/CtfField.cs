namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A field of a structure, or an option of a variant.</summary>
/// <param name="DeclaredName">The name in the metadata, which paths to it use.</param>
/// <param name="Type">Its type.</param>
public sealed record CtfField(string DeclaredName, CtfType Type)
{
    /// <summary>The name without the one underscore that keeps it apart from keywords (CTF 1.8.3, section 4.2.1).</summary>
    public string Name { get; } = DeclaredName.Length > 1 && DeclaredName[0] == '_' ? DeclaredName[1..] : DeclaredName;
}
