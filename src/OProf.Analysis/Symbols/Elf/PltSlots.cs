using System.Globalization;
using System.Text;
using static OProf.Analysis.Symbols.Elf.ElfConstants;

namespace OProf.Analysis.Symbols.Elf;

/// <summary>The slots of the global offset table that PLT stubs jump through, from the relocations that fill them.</summary>
internal sealed class PltSlots
{
    private const ulong MaxRelocations = 1 << 24;
    private const int MaxSlots = 1 << 20;
    private const int MaxName = 4096;

    /// <summary>Name by the address of the slot.</summary>
    internal Dictionary<ulong, string> ByAddress { get; } = [];

    /// <summary>Names in the order of .rela.plt or .rel.plt; null where a relocation has none.</summary>
    internal List<string?> ByOrder { get; } = [];

    /// <summary>Reads .rela.plt or .rel.plt, and of .rela.dyn those that fill slots (x86-64 only).</summary>
    /// <exception cref="ElfFormatException">A section leads out of the file.</exception>
    internal static PltSlots Read(ElfFile file)
    {
        var slots = new PltSlots();
        foreach (var section in file.Sections)
        {
            if (section.Name is ".rela.plt" or ".rel.plt")
                slots.ReadRelocations(file, section, ordered: true);
            else if (section.Name == ".rela.dyn" && file.Machine == EM_X86_64)
                slots.ReadRelocations(file, section, ordered: false);
        }

        return slots;
    }

    private void ReadRelocations(ElfFile file, ElfSection section, bool ordered)
    {
        bool hasAddend = section.Type == SHT_RELA;
        if (!hasAddend && section.Type != SHT_REL)
            return;
        int entry = (file.Is64 ? 16 : 8) + (hasAddend ? file.Is64 ? 8 : 4 : 0);
        if (section.Size / (ulong)entry > MaxRelocations)
            throw file.Wrong(section.Offset, $"at most {MaxRelocations} relocations", $"{section.Size / (ulong)entry}");
        var symbols = ElfSymbolReader.SectionAt(file, section.Link);
        var strings = symbols is null ? null : ElfSymbolReader.SectionAt(file, symbols.Link);
        byte[] symbolBytes = symbols is { HasBytes: true, Type: SHT_DYNSYM or SHT_SYMTAB } ? file.ReadSection(symbols) : [];
        byte[] names = symbolBytes.Length > 0 && strings is { HasBytes: true, Type: SHT_STRTAB } ? file.ReadSection(strings) : [];

        byte[] bytes = file.ReadSection(section);
        for (int at = 0; at + entry <= bytes.Length && ByAddress.Count + ByOrder.Count < MaxSlots; at += entry)
        {
            var fields = file.Fields(bytes.AsSpan(at, entry));
            ulong info = fields.Word(4, 8);
            uint symbol = (uint)(file.Is64 ? info >> 32 : info >> 8);
            uint type = (uint)(file.Is64 ? info & uint.MaxValue : info & 0xff);
            if (!ordered && type is not (R_X86_64_GLOB_DAT or R_X86_64_JUMP_SLOT or R_X86_64_IRELATIVE))
                continue;
            ulong addend = hasAddend ? fields.Word(8, 16) : 0;
            string? name = symbol != 0 ? NameOf(file, symbolBytes, names, symbol)
                : type == R_X86_64_IRELATIVE && file.Machine == EM_X86_64 ? Resolver(addend) : null;
            if (ordered)
                ByOrder.Add(name);
            if (name is not null)
                ByAddress.TryAdd(fields.Word(0, 0), name);
        }
    }

    /// <summary>A stub without a symbol: its target is what the function at the addend says when it is called. Named as objdump does.</summary>
    private static string Resolver(ulong addend) => "*ABS*+0x" + addend.ToString("x", CultureInfo.InvariantCulture);

    private static string? NameOf(ElfFile file, byte[] symbols, byte[] names, uint index)
    {
        int entry = file.Is64 ? 24 : 16;
        if (index >= (uint)(symbols.Length / entry))
            return null;
        uint offset = file.Fields(symbols.AsSpan((int)index * entry, entry)).U32(0, 0);
        if (offset == 0 || offset >= (uint)names.Length)
            return null;
        var name = SymbolNames.WithoutVersion(SymbolNames.At(names, (int)offset));
        return name.IsEmpty ? null : Encoding.UTF8.GetString(name[..Math.Min(name.Length, MaxName)]);
    }
}
