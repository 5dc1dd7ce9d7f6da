using System.Text;
using static OProf.Analysis.Symbols.Elf.ElfConstants;

namespace OProf.Analysis.Symbols.Elf;

/// <summary>
/// Names the stubs of the procedure linkage table, which no symbol table has: <c>puts@plt</c>, as objdump and perf do.
/// On x86-64 each stub is decoded, since linkers lay the tables out in several ways; on the others the stubs are in the
/// order of their relocations.
/// </summary>
internal static class PltReader
{
    private const int MaxPlt = 1 << 24;

    /// <summary>Adds the stubs and returns the names, the given ones with the stubs' behind them.</summary>
    internal static byte[] Read(ElfFile file, SymbolTableBuilder builder, byte[] names)
    {
        var slots = PltSlots.Read(file);
        if (slots.ByOrder.Count == 0 && slots.ByAddress.Count == 0)
            return names;
        var added = new MemoryStream();
        foreach (var section in file.Sections)
        {
            if (section.Name is not (".plt" or ".plt.sec" or ".plt.got" or ".plt.bnd")
                || !section.HasBytes || !section.IsExecutable || section.Size > MaxPlt)
                continue;
            if (file.Machine == EM_X86_64)
                DecodeStubs(file, section, slots, builder, names.Length, added);
            else if (section.Name is ".plt" or ".plt.sec")
                CountStubs(file, section, slots, builder, names.Length, added);
        }

        // Offsets of names are ints; a string table of 1 GiB at most leaves room for the stubs' names.
        return added.Length == 0 ? names : [.. names, .. added.ToArray()];
    }

    private static void DecodeStubs(
        ElfFile file, ElfSection section, PltSlots slots, SymbolTableBuilder builder, int namesBefore, MemoryStream added)
    {
        byte[] code = file.ReadSection(section);
        int size = section.Name == ".plt.got" && section.EntrySize == 8 ? 8 : 16;
        for (int at = 0; at + size <= code.Length; at += size)
        {
            ulong address = unchecked(section.Address + (ulong)at);
            string? name = X64PltStub.Decode(code.AsSpan(at, size), address, slots);
            if (name is null && at == 0 && section.Name == ".plt" && X64PltStub.IsHeader(code.AsSpan(at, size)))
                Add(builder, address, size, ".plt", namesBefore, added);
            else if (name is not null)
                Add(builder, address, size, name + "@plt", namesBefore, added);
        }
    }

    private static void CountStubs(
        ElfFile file, ElfSection section, PltSlots slots, SymbolTableBuilder builder, int namesBefore, MemoryStream added)
    {
        int count = slots.ByOrder.Count;
        var (header, size) = file.Machine switch
        {
            EM_386 => (section.Name == ".plt" ? 16u : 0u, 16u),
            EM_ARM => (20u, 12u),
            EM_AARCH64 => (32u, count > 0 && section.Size == 32 + (24 * (ulong)count) ? 24u : 16u),
            EM_RISCV => (32u, 16u),
            _ => (16u, 16u),
        };
        for (int i = 0; i < count && header + (size * ((ulong)i + 1)) <= section.Size; i++)
        {
            if (slots.ByOrder[i] is { } name)
                Add(builder, unchecked(section.Address + header + (size * (ulong)i)), (int)size, name + "@plt", namesBefore, added);
        }
    }

    private static void Add(SymbolTableBuilder builder, ulong address, int size, string name, int namesBefore, MemoryStream added)
    {
        // A function's name can be anything; two stubs' names must not grow without bound where relocations share one.
        if (added.Length > MaxPlt)
            return;
        builder.Add(new SymbolCandidate(
            address, (ulong)size, 0, namesBefore + (int)added.Length, 0, SymbolBinding.Global, IsFunction: true));
        added.Write(Encoding.UTF8.GetBytes(name));
        added.WriteByte(0);
    }
}
