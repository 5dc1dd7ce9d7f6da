namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>A symbol that has an address in the file.</summary>
/// <param name="Name">Its name as the linker has it.</param>
/// <param name="Address">Its virtual address.</param>
/// <param name="Size">Bytes; 0 where the file does not say.</param>
/// <param name="Kind">What it names.</param>
internal readonly record struct ImageSymbol(string Name, ulong Address, ulong Size, ImageSymbolKind Kind);
