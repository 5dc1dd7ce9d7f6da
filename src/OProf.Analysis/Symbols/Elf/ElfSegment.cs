namespace OProf.Analysis.Symbols.Elf;

/// <summary>One program header (ELF gABI, section Program Header).</summary>
/// <param name="Type">p_type; PT_LOAD is 1.</param>
/// <param name="Flags">p_flags; PF_X is 1.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Address">Virtual address of its first byte.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="MemorySize">Bytes in memory.</param>
public readonly record struct ElfSegment(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize);
