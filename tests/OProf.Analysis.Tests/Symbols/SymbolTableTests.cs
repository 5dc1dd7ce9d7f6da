using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Elf;
using OProf.Analysis.Symbols.Files;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class SymbolTableTests
{
    private const int NoType = 0, Object = 1, Function = 2, IndirectFunction = 10;
    private const int Local = 0, Global = 1, Weak = 2;

    private static SymbolTable Read(ElfWriter writer, ushort machine = 62) =>
        ElfSymbolReader.Read(ElfFile.Read(new MemorySource("written", writer.ToArray(machine))), null, out _);

    private static string? NameAt(SymbolTable table, ulong address) => table.Find(address) is var found and >= 0 ? table.NameOf(found) : null;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Both_classes_and_byte_orders_are_read(bool is64, bool littleEndian)
    {
        var writer = new ElfWriter(is64, littleEndian).Add("first", 0x1000, 0x10).Add("second", 0x1020, 8, IndirectFunction, Local);
        var elf = ElfFile.Read(new MemorySource("written", writer.ToArray()));
        Assert.Equal((is64, littleEndian, 62), (elf.Is64, elf.IsLittleEndian, elf.Machine));
        Assert.Equal(0x1020UL, elf.AddressOf(0x120));
        var table = ElfSymbolReader.Read(elf, null, out bool isFull);
        Assert.True(isFull);
        Assert.Equal(2, table.Count);
        Assert.Null(NameAt(table, 0xfff));
        Assert.Equal("first", NameAt(table, 0x1000));
        Assert.Equal("first", NameAt(table, 0x100f));
        Assert.Null(NameAt(table, 0x1010));
        Assert.Equal("second", NameAt(table, 0x1027));
        Assert.Null(NameAt(table, 0x1028));
        Assert.Null(NameAt(table, ulong.MaxValue));
        Assert.Equal((0x1020UL, 8UL), (table.AddressOf(1), table.SizeOf(1)));
    }

    [Fact]
    public void A_symbol_without_a_size_ends_at_the_next_or_with_its_section()
    {
        var table = Read(new ElfWriter(true, true).Add("a", 0x1000, 0).Add("b", 0x1100, 0x10).Add("c", 0x1f00, 0));
        Assert.Equal("a", NameAt(table, 0x10ff));
        Assert.Null(NameAt(table, 0x1110));
        Assert.Equal("c", NameAt(table, ElfWriter.TextEnd - 1));
        Assert.Null(NameAt(table, ElfWriter.TextEnd));
    }

    [Fact]
    public void Of_nested_symbols_the_innermost_has_the_address()
    {
        var table = Read(new ElfWriter(true, true).Add("outer", 0x1000, 0x100).Add("inner", 0x1040, 0x10).Add("across", 0x10f0, 0x20));
        Assert.Equal("outer", NameAt(table, 0x103f));
        Assert.Equal("inner", NameAt(table, 0x104f));
        Assert.Equal("outer", NameAt(table, 0x1050));
        Assert.Equal("across", NameAt(table, 0x10f0));
        Assert.Equal("across", NameAt(table, 0x110f));
        Assert.Null(NameAt(table, 0x1110));
    }

    [Fact]
    public void Labels_count_only_where_no_function_is()
    {
        var table = Read(new ElfWriter(true, true)
            .Add("function", 0x1000, 0x100).Add("loop", 0x1010, 0, NoType).Add("assembly", 0x1200, 0, NoType)
            .Add("hidden", 0x1300, 0, NoType, visibility: 2).Add("$x", 0x1400, 0, NoType, Local).Add("data", 0x1500, 8, Object)
            .Add("elsewhere", 0x1600, 8, NoType, section: 2).Add("undefined", 0x1700, 8, section: 0));
        Assert.Equal("function", NameAt(table, 0x1010));
        Assert.Equal("assembly", NameAt(table, 0x1700));
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void Labels_of_other_sections_than_the_compilers_name_nothing()
    {
        var table = Read(new ElfWriter(true, true) { TextName = "__aot" }.Add("__start___aot", 0x1000, 0, NoType).Add("function", 0x1800, 8));
        Assert.Null(NameAt(table, 0x1010));
        Assert.Equal("function", NameAt(table, 0x1800));
    }

    [Theory]
    [InlineData("sized", "sizeless", 4, 0, Function, Function, Weak, Global)]
    [InlineData("function", "a_longer_label", 4, 4, Function, NoType, Weak, Global)]
    [InlineData("local", "a_longer_weak", 4, 4, Function, Function, Local, Weak)]
    [InlineData("global", "a_longer_local", 4, 4, Function, Function, Global, Local)]
    [InlineData("read", "__libc_read", 4, 4, Function, Function, Global, Global)]
    [InlineData("longer", "short", 4, 4, Function, Function, Global, Global)]
    [InlineData("first", "other", 4, 4, Function, Function, Global, Global)]
    public void Of_several_names_perf_s_is_kept(
        string kept, string other, ulong keptSize, ulong otherSize, int keptType, int otherType, int keptBinding, int otherBinding)
    {
        var table = Read(new ElfWriter(true, true).Add(kept, 0x1000, keptSize, keptType, keptBinding).Add(other, 0x1000, otherSize, otherType, otherBinding));
        Assert.Equal(kept, NameAt(table, 0x1003));
        if (kept == "first")
            return;
        table = Read(new ElfWriter(true, true).Add(other, 0x1000, otherSize, otherType, otherBinding).Add(kept, 0x1000, keptSize, keptType, keptBinding));
        Assert.Equal(kept, NameAt(table, 0x1003));
        Assert.Equal(1, table.Count);
    }

    [Theory]
    [InlineData("memcpy@@GLIBC_2.14", "memcpy")]
    [InlineData("memcpy@GLIBC_2.2.5", "memcpy")]
    [InlineData("work.isra.0", "work.isra.0")]
    [InlineData("work.constprop.0.cold", "work.constprop.0.cold")]
    public void Versions_are_cut_and_clones_kept(string name, string expected) =>
        Assert.Equal(expected, NameAt(Read(new ElfWriter(true, true).Add(name, 0x1000, 4)), 0x1000));

    [Fact]
    public void Thumb_functions_begin_at_an_even_address()
    {
        const ushort Arm = 40;
        var table = Read(new ElfWriter(false, true).Add("thumb", 0x1001, 4), Arm);
        Assert.Equal("thumb", NameAt(table, 0x1000));
        Assert.Null(NameAt(table, 0x1004));
    }

    [Fact]
    public void Many_nested_and_huge_symbols_are_no_trouble()
    {
        var writer = new ElfWriter(true, true);
        const int Count = 20_000;
        for (ulong i = 0; i < Count; i++)
            writer.Add("f", 0x1000 + i, i % 3 == 0 ? ulong.MaxValue : (2 * Count) - (2 * i));
        var table = Read(writer);
        Assert.Equal(Count, table.Count);
        for (ulong i = 0; i < Count; i++)
            Assert.Equal((int)i, table.Find(0x1000 + i));
        Assert.True(table.Find(ulong.MaxValue - 1) >= 0);
    }
}
