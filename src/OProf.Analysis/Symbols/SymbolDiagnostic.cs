namespace OProf.Analysis.Symbols;

/// <summary>Something that keeps a profile from having the names it should have; said once per subject.</summary>
/// <param name="Id">Stable id, one of <see cref="SymbolDiagnosticId"/>.</param>
/// <param name="Subject">What it is about: a file's path, "[kernel.kallsyms]", a process's map.</param>
/// <param name="Message">What is the matter, with the numbers.</param>
/// <param name="Remedy">What the user can do.</param>
public sealed record SymbolDiagnostic(string Id, string Subject, string Message, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Subject}: {Message} {Remedy}";
}
