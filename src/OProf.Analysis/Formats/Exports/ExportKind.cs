namespace OProf.Analysis.Formats.Exports;

/// <summary>What a format is made of.</summary>
public enum ExportKind
{
    /// <summary>Lines of UTF-8 text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>Several files in a folder.</summary>
    Folder,
}
