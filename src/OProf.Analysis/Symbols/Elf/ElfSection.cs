namespace OProf.Analysis.Symbols.Elf;

/// <summary>One section header (ELF gABI, section Sections). Nothing of it is checked but where its bytes are asked for.</summary>
/// <param name="Index">Index in the section header table.</param>
/// <param name="Name">Its name, at most 256 bytes of it.</param>
/// <param name="Type">sh_type; SHT_PROGBITS is 1.</param>
/// <param name="Flags">sh_flags; SHF_EXECINSTR is 4.</param>
/// <param name="Address">Virtual address of its first byte, or 0.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Link">Index of a section it refers to.</param>
/// <param name="EntrySize">Bytes of an entry where it is a table.</param>
public sealed record ElfSection(
    int Index, string Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link, ulong EntrySize)
{
    /// <summary>Whether it holds instructions (SHF_EXECINSTR).</summary>
    public bool IsExecutable => (Flags & ElfConstants.SHF_EXECINSTR) != 0;

    /// <summary>
    /// Whether it is one of the compiler's and the assembler's sections of code, by its name. Labels in others mark where a section
    /// begins or ends (<c>__start_NAME</c>), and name none of the code in it; perf does not take them either.
    /// </summary>
    public bool IsText => Name.Contains("text", StringComparison.Ordinal);

    /// <summary>Whether the file has bytes for it (all but SHT_NOBITS).</summary>
    public bool HasBytes => Type != ElfConstants.SHT_NOBITS;

    /// <summary>First virtual address after it; <see cref="ulong.MaxValue"/> where its header says more than there can be.</summary>
    public ulong End => Size > ulong.MaxValue - Address ? ulong.MaxValue : Address + Size;
}
