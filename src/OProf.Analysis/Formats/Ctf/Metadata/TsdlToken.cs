namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A token of TSDL and where it begins.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">Characters of a name or punctuator, content of a string constant.</param>
/// <param name="Number">Value of an integer constant.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal readonly record struct TsdlToken(TsdlTokenKind Kind, string Text, ulong Number, int Line, int Column)
{
    /// <summary>How an error message calls it.</summary>
    public string Description => Kind switch
    {
        TsdlTokenKind.End => "the end of the metadata",
        TsdlTokenKind.Text => $"the string \"{Shortened}\"",
        _ => $"'{Shortened}'",
    };

    private string Shortened => Text.Length <= 40 ? Text : string.Concat(Text.AsSpan(0, 40), "…");

    /// <summary>Whether it is this punctuator.</summary>
    public bool Is(string punctuator) => Kind == TsdlTokenKind.Punctuator && Text == punctuator;

    /// <summary>Whether it is this keyword.</summary>
    public bool IsWord(string word) => Kind == TsdlTokenKind.Identifier && Text == word;
}
