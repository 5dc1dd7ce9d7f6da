namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>Where the kernel lay when a file was recorded.</summary>
/// <param name="Symbol">One of its symbols, mostly <c>_text</c>.</param>
/// <param name="Address">That symbol's address.</param>
internal sealed record KernelText(string Symbol, ulong Address);
