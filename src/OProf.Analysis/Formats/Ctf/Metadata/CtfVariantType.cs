namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>
/// One of several types, which one being said by a tag: an enumeration that comes before (CTF 1.8.3, section 4.2.2). Its
/// own alignment is that of the option taken, so the type that contains it does not follow it.
/// </summary>
public sealed class CtfVariantType : CtfType
{
    internal CtfVariantType(string? tag, TsdlToken tagPlace, IReadOnlyList<CtfField> options)
        : base(1, 1 + options.Select(option => option.Type.Depth).DefaultIfEmpty().Max(), SumOf(options.Select(option => option.Type)))
    {
        Tag = tag;
        TagPlace = tagPlace;
        Options = options;
    }

    /// <summary>Path of the tag; null for a type that is declared without one and gets it where it is used.</summary>
    public string? Tag { get; }

    /// <summary>Where the metadata says the tag.</summary>
    internal TsdlToken TagPlace { get; }

    /// <summary>The options; the label of the tag's value is the option's name.</summary>
    public IReadOnlyList<CtfField> Options { get; }

    internal CtfVariantType WithTag(string tag, TsdlToken place) => new(tag, place, Options);
}
