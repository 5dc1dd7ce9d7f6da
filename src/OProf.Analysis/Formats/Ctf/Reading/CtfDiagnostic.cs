namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>A part of a trace that was left out, and why.</summary>
/// <param name="Id">What is wrong.</param>
/// <param name="File">The file.</param>
/// <param name="Offset">Offset in the file, in bytes.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record CtfDiagnostic(CtfDiagnosticId Id, string File, ulong Offset, string Expected, string Found)
{
    /// <summary>All of it as a sentence.</summary>
    public string Message => $"{File}: at offset {Offset}: expected {Expected}, found {Found}.";

    /// <inheritdoc/>
    public override string ToString() => Message;
}
