using OProf.Analysis.Symbols.Elf;
using OProf.Analysis.Symbols.Files;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class MalformedElfTests
{
    private static byte[] Small(TemporaryFolder folder, params string[] options)
    {
        Tool.Require("gcc");
        string source = folder.Write("small.c", "#include <stdio.h>\nint twice(int x) { return 2 * x; }\nint main(void) { puts(\"\"); return twice(1); }");
        string program = folder.At("small");
        Tool.Run("gcc", ["-o", program, source, "-Wl,-z,noseparate-code", "-Wl,--build-id=sha1", .. options]);
        Tool.Run("objcopy", "--add-gnu-debuglink=" + source, program);
        return File.ReadAllBytes(program);
    }

    /// <summary>Everything that is read of a file; a table or an ElfFormatException, nothing else.</summary>
    private static bool Read(byte[] bytes)
    {
        try
        {
            var elf = ElfFile.Read(new MemorySource("small", bytes));
            elf.ReadBuildId();
            elf.ReadDebugLink();
            elf.AddressOf(0x1000);
            var table = ElfSymbolReader.Read(elf, elf, out _);
            for (int i = 0; i < table.Count; i += 1 + (table.Count / 64))
            {
                Assert.NotNull(table.NameOf(i));
                int found = table.Find(table.AddressOf(i));
                Assert.True(found >= -1 && found < table.Count);
            }

            return true;
        }
        catch (ElfFormatException e)
        {
            Assert.Equal("small", e.File);
            Assert.NotEmpty(e.Expected);
            return false;
        }
    }

    [Fact]
    public void A_truncated_file_is_refused_or_read()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = Small(folder);
        Assert.True(Read(bytes));
        for (int length = 0; length < bytes.Length; length += length < 1024 ? 1 : 13)
            Read(bytes[..length]);
        Assert.False(Read(bytes[..63]));
        Assert.False(Read([]));
    }

    [Fact]
    public void A_file_with_wrong_bytes_is_refused_or_read()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = Small(folder);
        var elf = ElfFile.Read(new MemorySource("small", bytes));
        int headers = elf.Sections.Count * 64;
        var random = new Random(3);
        byte[] interesting = [0, 1, 0x7f, 0x80, 0xff];
        int refused = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int Rounds = 20_000;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] copy = (byte[])bytes.Clone();
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                // The ELF header, the section headers at the end, or anywhere.
                int at = random.Next(3) switch
                {
                    0 => random.Next(64),
                    1 => bytes.Length - 1 - random.Next(headers),
                    _ => random.Next(bytes.Length),
                };
                copy[at] = random.Next(2) == 0 ? (byte)random.Next(256) : interesting[random.Next(interesting.Length)];
            }

            refused += Read(copy) ? 0 : 1;
        }

        Assert.InRange(refused, 1, Rounds - 1);

        // No header makes a reader take more memory than some times the file.
        Assert.True((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds < 20L * bytes.Length);
    }

    [Fact]
    public void A_32_bit_and_a_big_endian_file_are_read()
    {
        // Headers only: e_ident, type, machine (MIPS), and one PT_LOAD of offset 0x100 at 0x400100.
        byte[] bytes = new byte[52 + 32];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 2, 1 }.CopyTo(bytes, 0);
        bytes[19] = 8;
        bytes[31] = 52;
        bytes[43] = 32;
        bytes[45] = 1;
        int program = 52;
        bytes[program + 3] = 1;
        bytes[program + 6] = 1;
        bytes[program + 9] = 0x40;
        bytes[program + 10] = 1;
        bytes[program + 18] = 2;
        bytes[program + 27] = 5;
        var elf = ElfFile.Read(new MemorySource("big", bytes));
        Assert.False(elf.Is64);
        Assert.False(elf.IsLittleEndian);
        Assert.Equal(8, elf.Machine);
        Assert.Equal(0x400100UL, elf.AddressOf(0x100));
        Assert.Equal(0x4002ffUL, elf.AddressOf(0x2ff));
        Assert.Null(elf.AddressOf(0x300));
        Assert.Null(elf.AddressOf(0xff));
    }

    [Fact]
    public void A_table_with_symbols_beyond_any_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = Small(folder);
        var elf = ElfFile.Read(new MemorySource("small", bytes));
        var symtab = elf.FindSection(".symtab")!;
        ulong table = BitConverter.ToUInt64(bytes, 40);
        BitConverter.TryWriteBytes(bytes.AsSpan((int)table + (symtab.Index * 64) + 32), ulong.MaxValue - 23);
        var e = Assert.Throws<ElfFormatException>(() => ElfSymbolReader.Read(ElfFile.Read(new MemorySource("small", bytes)), null, out _));
        Assert.Equal("small", e.File);
        Assert.Contains(e.Message, e.ToString());
    }
}
