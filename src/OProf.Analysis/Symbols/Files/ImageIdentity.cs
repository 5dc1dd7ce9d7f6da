namespace OProf.Analysis.Symbols.Files;

/// <summary>What a comparison of a file with the record of a mapping says.</summary>
internal enum ImageIdentity
{
    /// <summary>It is the file that was mapped.</summary>
    Same,

    /// <summary>It is another one.</summary>
    Different,

    /// <summary>The record has nothing to compare.</summary>
    Unknown,
}
