namespace OProf.Analysis.Symbols;

/// <summary>A symbol before it is decided which of the names of an address is kept.</summary>
/// <param name="Address">First virtual address.</param>
/// <param name="Size">Bytes; 0 where the source has no size.</param>
/// <param name="Limit">What an unknown size must not run beyond, such as the end of the section; 0: no limit.</param>
/// <param name="Name">Where the name is in the table's name bytes.</param>
/// <param name="Group">Symbols of different groups (kernel modules) are not neighbours; 0 where there are no groups.</param>
/// <param name="Binding">Its binding.</param>
/// <param name="IsFunction">Whether the source says it is a function; otherwise it is a label.</param>
internal readonly record struct SymbolCandidate(
    ulong Address, ulong Size, ulong Limit, int Name, int Group, SymbolBinding Binding, bool IsFunction);
