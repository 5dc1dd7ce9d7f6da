using static OProf.Analysis.Symbols.Elf.ElfConstants;

namespace OProf.Analysis.Symbols.Elf;

/// <summary>Makes the symbol table of an ELF file out of .symtab, .dynsym and the stubs of the PLT (ELF gABI, section Symbol Table).</summary>
public static class ElfSymbolReader
{
    private const int Window = 1 << 18;

    /// <summary>Most symbols that are read of a table; a browser with all its symbols has some millions.</summary>
    private const ulong MaxSymbols = 1 << 26;

    /// <summary>Reads the function symbols.</summary>
    /// <param name="file">The file that is mapped; its PLT is read.</param>
    /// <param name="debugFile">The file with its debug symbols, whose .symtab goes before the other's; or null.</param>
    /// <param name="hasFullTable">Whether there was a .symtab; .dynsym has the exported functions only.</param>
    /// <exception cref="ElfFormatException">A table leads out of its file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SymbolTable Read(ElfFile file, ElfFile? debugFile, out bool hasFullTable)
    {
        ArgumentNullException.ThrowIfNull(file);
        var builder = new SymbolTableBuilder();
        hasFullTable = true;
        var names = (debugFile is null ? null : ReadTable(debugFile, SHT_SYMTAB, builder)) ?? ReadTable(file, SHT_SYMTAB, builder);
        if (names is null)
        {
            hasFullTable = false;
            names = ReadTable(file, SHT_DYNSYM, builder) ?? [];
        }

        return builder.Build(PltReader.Read(file, builder, names));
    }

    /// <summary>The sections of symbols at an index, or null where the index is none of the file's.</summary>
    internal static ElfSection? SectionAt(ElfFile file, uint index) => index < (uint)file.Sections.Count ? file.Sections[(int)index] : null;

    private static byte[]? ReadTable(ElfFile file, uint type, SymbolTableBuilder builder)
    {
        foreach (var section in file.Sections)
        {
            if (section.Type != type || !section.HasBytes || section.Size == 0)
                continue;
            if (SectionAt(file, section.Link) is not { Type: SHT_STRTAB, HasBytes: true } strings)
                throw file.Wrong(section.Offset, $"a string table as link of {section.Name}", $"section {section.Link}");
            int before = builder.Count;
            byte[] names = file.ReadSection(strings);
            ReadSymbols(file, section, names, builder);
            if (builder.Count > before)
                return names;
        }

        return null;
    }

    private static void ReadSymbols(ElfFile file, ElfSection section, byte[] names, SymbolTableBuilder builder)
    {
        int entry = file.Is64 ? 24 : 16;
        if (section.EntrySize != 0 && section.EntrySize != (ulong)entry)
            throw file.Wrong(section.Offset, $"symbols of {entry} bytes in {section.Name}", $"{section.EntrySize}");
        ulong count = section.Size / (ulong)entry;
        if (count > MaxSymbols)
            throw file.Wrong(section.Offset, $"at most {MaxSymbols} symbols", $"{count}");
        int perWindow = Window / entry;
        byte[] window = new byte[(int)Math.Min(count, (ulong)perWindow) * entry];
        for (ulong first = 0; first < count; first += (ulong)perWindow)
        {
            var bytes = window.AsSpan(0, (int)Math.Min(count - first, (ulong)perWindow) * entry);
            file.ReadSection(section, first * (ulong)entry, bytes);
            for (; !bytes.IsEmpty; bytes = bytes[entry..])
                ReadSymbol(file, bytes[..entry], names, builder);
        }
    }

    private static void ReadSymbol(ElfFile file, ReadOnlySpan<byte> bytes, byte[] names, SymbolTableBuilder builder)
    {
        var fields = file.Fields(bytes);
        int info = fields.U8(12, 4), visibility = fields.U8(13, 5) & 3;
        int type = info & 0xf;
        uint sectionIndex = fields.U16(14, 6), name = fields.U32(0, 0);
        bool isFunction = type is STT_FUNC or STT_GNU_IFUNC;
        if ((!isFunction && type != STT_NOTYPE) || name == 0 || name >= (uint)names.Length || sectionIndex == SHN_UNDEF)
            return;

        // SHN_XINDEX and other reserved indices have no section to check; functions are taken at their word.
        var section = sectionIndex < SHN_LORESERVE ? SectionAt(file, sectionIndex) : null;
        if (!isFunction && (section is not { IsExecutable: true, IsText: true } || visibility is STV_HIDDEN or STV_INTERNAL || IsMarker(names, name)))
            return;

        ulong address = fields.Word(4, 8);
        if (isFunction && file.Machine == EM_ARM)
            address &= ~1UL; // Bit 0 says Thumb (ELF for the Arm Architecture, section Symbol Values).
        var binding = (info >> 4) switch
        {
            STB_WEAK => SymbolBinding.Weak,
            STB_GLOBAL or STB_GNU_UNIQUE => SymbolBinding.Global,
            _ => SymbolBinding.Local,
        };
        builder.Add(new SymbolCandidate(address, fields.Word(8, 16), section?.End ?? 0, (int)name, 0, binding, isFunction));
    }

    /// <summary>Mapping symbols ($a, $d, $t, $x of Arm and RISC-V) mark what bytes are, and name nothing.</summary>
    private static bool IsMarker(byte[] names, uint name) => names[name] is (byte)'$' or 0;
}
