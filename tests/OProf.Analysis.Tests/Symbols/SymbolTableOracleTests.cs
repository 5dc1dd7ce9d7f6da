using OProf.Analysis.Symbols.Elf;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class SymbolTableOracleTests
{
    public static TheoryData<string> Libraries => new("libc.so.6", "libstdc++.so.6", "libcoreclr.so", "git", "debug of libc.so.6");

    private static string Find(string name)
    {
        const string Folder = "/usr/lib/x86_64-linux-gnu/";
        switch (name)
        {
            case "git":
                return Tool.RequireFile("/usr/bin/git", "/bin/git");
            case "libcoreclr.so":
                return Tool.RequireFile(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name));
            case "debug of libc.so.6":
                Tool.RequireFile(Folder + "libc.so.6");
                Elf.ReadTable(Folder + "libc.so.6", out _);
                using (var file = OProf.Analysis.Symbols.Files.RegularFile.Open(Folder + "libc.so.6", null, true, out _))
                {
                    string id = Convert.ToHexString(ElfFile.Read(file!).ReadBuildId()).ToLowerInvariant();
                    return Tool.RequireFile($"/usr/lib/debug/.build-id/{id[..2]}/{id[2..]}.debug");
                }

            default:
                return Tool.RequireFile(Folder + name, "/usr/lib64/" + name, "/usr/lib/" + name);
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Thousands_of_addresses_have_the_symbol_that_readelf_gives(string library)
    {
        Tool.Require("readelf");
        string path = Find(library);
        var table = Elf.ReadTable(path, out var elf);
        var symbols = Elf.ReadelfSymbols(path);
        var bySize = symbols.Where(s => s.Size > 0).OrderBy(s => s.Address).ToList();
        var sizeless = symbols.Where(s => s.Size == 0).Select(s => s.Name).ToHashSet();
        var code = Elf.Code(elf);
        var random = new Random(1);
        int named = 0;
        for (int i = 0; i < 20_000; i++)
        {
            // Half of the addresses anywhere in the code, half within symbols, their last bytes included.
            ulong address = Elf.RandomCode(random, code);
            if (i % 2 == 1 && bySize.Count > 0)
            {
                var symbol = bySize[random.Next(bySize.Count)];
                address = symbol.Address + (i % 4 == 1 ? symbol.Size - 1 : (ulong)random.NextInt64((long)symbol.Size));
            }

            var within = bySize.Where(s => s.Address <= address && address - s.Address < s.Size).ToList();
            int found = table.Find(address);
            if (within.Count == 0)
            {
                if (found >= 0 && !table.NameOf(found).EndsWith("plt", StringComparison.Ordinal))
                    Assert.True(sizeless.Contains(table.NameOf(found)) || !symbols.Exists(s => s.Name == table.NameOf(found)));
                continue;
            }

            named++;
            Assert.True(found >= 0, $"{address:x} has no name, but is within {within[0]}");
            ulong start = within.Max(s => s.Address);
            Assert.Equal(start, table.AddressOf(found));
            Assert.Contains(table.NameOf(found), within.Where(s => s.Address == start).Select(s => s.Name));
        }

        Assert.True(named >= (bySize.Count > 0 ? 10_000 : 0));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Plt_stubs_are_named_as_objdump_names_them(string library)
    {
        Tool.Require("objdump");
        string path = Find(library);
        var table = Elf.ReadTable(path, out var elf);
        ComparePlt(path, table, elf);
    }

    internal static int ComparePlt(string path, OProf.Analysis.Symbols.SymbolTable table, ElfFile elf)
    {
        int count = 0;
        foreach (string section in new[] { ".plt", ".plt.sec", ".plt.got" })
        {
            if (elf.FindSection(section) is not { HasBytes: true })
                continue;
            foreach (string line in Tool.Run("objdump", "-d", "-j", section, path).Split('\n'))
            {
                if (!line.EndsWith("@plt>:", StringComparison.Ordinal))
                    continue;
                ulong address = Elf.Hex(line[..line.IndexOf(' ')]);
                string expected = line[(line.IndexOf('<') + 1)..^2];
                int found = table.Find(address + 3);
                Assert.True(found >= 0, line);
                // objdump puts versions before @plt ("free@GLIBC_2.2.5@plt" never, "name@plt" always).
                Assert.Equal(expected, table.NameOf(found));
                Assert.Equal(address, table.AddressOf(found));
                count++;
            }
        }

        return count;
    }
}
