namespace OProf.Analysis.Symbols;

/// <summary>What an address is called.</summary>
/// <param name="Image">As perf prints it: a file's full path, "[vdso]", "[kernel.kallsyms]", "[module]", "perf-PID.map" or "//anon".</param>
/// <param name="Symbol">The function's name, or null where none is known.</param>
/// <param name="SymbolOffset">Bytes from the function's start; 0 without a function.</param>
public readonly record struct SymbolizedAddress(string Image, string? Symbol, ulong SymbolOffset);
