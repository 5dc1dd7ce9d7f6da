namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>Kind of a token of TSDL. Keywords are identifiers here: which of them means something depends on the place.</summary>
internal enum TsdlTokenKind
{
    /// <summary>Nothing follows.</summary>
    End,

    /// <summary>A name or a keyword.</summary>
    Identifier,

    /// <summary>An integer constant; its sign is a punctuator of its own.</summary>
    Number,

    /// <summary>A string or character constant, without its quotes.</summary>
    Text,

    /// <summary>Anything else, as its characters.</summary>
    Punctuator,
}
