namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>What a symbol names.</summary>
internal enum ImageSymbolKind
{
    /// <summary>A function.</summary>
    Function,

    /// <summary>A function that chooses the function to call when the program is linked (STT_GNU_IFUNC).</summary>
    IndirectFunction,

    /// <summary>Data, or what has no type.</summary>
    Data,
}
