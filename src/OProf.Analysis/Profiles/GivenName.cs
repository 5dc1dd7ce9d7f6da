using OProf.Analysis.Symbols;

namespace OProf.Analysis.Profiles;

/// <summary>What a file says that a place is called.</summary>
/// <param name="Image">The image's name.</param>
/// <param name="Symbol">The function; null where the file names none.</param>
/// <param name="SymbolOffset">Bytes from the function's start; 0 where they are not said.</param>
/// <param name="Line">The source line; null where none is said.</param>
internal readonly record struct GivenName(string Image, string? Symbol, ulong SymbolOffset, SourceLine? Line)
{
    /// <summary>As a symbolizer says it.</summary>
    internal SymbolizedAddress Named => new(Image, Symbol, Symbol is null ? 0 : SymbolOffset);

    /// <summary>Whether it is the same function and line.</summary>
    internal bool IsLike(in GivenName other) => Symbol == other.Symbol && Image == other.Image && Line == other.Line;
}
