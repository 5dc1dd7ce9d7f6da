namespace OProf.Analysis.Symbols;

/// <summary>A line of a source file.</summary>
/// <param name="File">Path as the compiler wrote it down; relative to where it ran where the debug information says no more.</param>
/// <param name="Line">Number of the line, 1 and up.</param>
public readonly record struct SourceLine(string File, int Line);
