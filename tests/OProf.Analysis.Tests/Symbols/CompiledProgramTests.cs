using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Demangling;
using OProf.Analysis.Symbols.Elf;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

/// <summary>Programs compiled here, so that what addr2line says is known for stripped ones too.</summary>
public sealed class CompiledProgramTests
{
    private const string Source = """
        #include <cstdio>
        #include <cstdlib>
        #include <vector>
        #include <string>
        namespace shapes {
        template <typename T> struct Box { T value; __attribute__((noinline)) T twice() const { return value + value; } };
        __attribute__((noinline)) int area(const std::vector<int>& sides) { int a = 1; for (int s : sides) a *= s; return a; }
        static __attribute__((noinline)) int hidden(int x) { return x * 7 + rand(); }
        }
        extern "C" __attribute__((noinline)) void c_function(const char* text) { puts(text); }
        int main(int argc, char** argv) {
            shapes::Box<long> box{argc};
            std::vector<int> sides{1, 2, argc};
            c_function(argv[0]);
            printf("%ld %d %d\n", box.twice(), shapes::area(sides), shapes::hidden(argc));
            return 0;
        }
        """;

    private static string Compile(TemporaryFolder folder, string name, params string[] options)
    {
        Tool.Require("g++", "addr2line", "nm", "objcopy", "strip");
        string source = folder.Write("program.cc", Source);
        string program = folder.At(name);
        Tool.Run("g++", ["-g", "-O1", "-o", program, source, "-Wl,--build-id=sha1", .. options]);
        return program;
    }

    private static ImageInfo Image(string path, byte[]? buildId = null, ulong inode = 0) =>
        new(1, ImageKind.File, path, buildId ?? [], 0, 0, inode, Environment.ProcessId);

    private static List<(ulong Address, string Name)> Expected(string program)
    {
        var addresses = new List<ulong>();
        var random = new Random(2);
        var functions = Elf.ReadelfSymbols(program).Where(s => s.Size > 0).ToList();
        foreach (var function in functions)
        {
            for (int i = 0; i < 40; i++)
                addresses.Add(function.Address + (ulong)random.NextInt64((long)function.Size));
        }

        Assert.NotEmpty(addresses);

        // Of inlined functions the outermost comes last, and that is the one whose symbol it is.
        var expected = new List<(ulong, string)>();
        string[] lines = Tool.RunWithInput("addr2line", addresses.Select(a => $"{a:x}"), "-a", "-i", "-f", "-e", program).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("0x", StringComparison.Ordinal))
                continue;
            int last = i + 1;
            while (last + 2 < lines.Length && !lines[last + 2].StartsWith("0x", StringComparison.Ordinal) && lines[last + 2].Length > 0)
                last += 2;
            expected.Add((Elf.Hex(lines[i][2..]), lines[last]));
        }

        Assert.Equal(addresses.Count, expected.Count);
        return expected;
    }

    private static ulong OffsetOf(ElfFile elf, ulong address)
    {
        var segment = elf.Segments.First(s => s.Type == 1 && address >= s.Address && address - s.Address < s.FileSize);
        return segment.Offset + (address - segment.Address);
    }

    private static string Readable(string name) => Demangler.Demangle(name.Replace(".cold", "", StringComparison.Ordinal));

    private static void Compare(string program, List<(ulong Address, string Name)> expected, ElfFile elf, Symbolizer symbolizer)
    {
        foreach (var (address, name) in expected)
        {
            ulong offset = OffsetOf(elf, address);
            Assert.Equal(address, elf.AddressOf(offset));
            var found = symbolizer.Resolve(Image(program), offset);
            Assert.Equal(program, found.Image);

            // Demangled, as the names of a constructor's variants (C1, C2) have one address; addr2line does not say .cold of all.
            Assert.Equal(Readable(name), Readable(found.Symbol!));
        }
    }

    [Theory]
    [InlineData("-pie")]
    [InlineData("-no-pie")]
    [InlineData("-no-pie", "-static-libgcc", "-Wl,-z,noseparate-code")]
    [InlineData("-pie", "-Wl,-z,now")]
    public void Names_are_those_of_addr2line(params string[] options)
    {
        using var folder = new TemporaryFolder();
        string program = Compile(folder, "program", options);
        Elf.ReadTable(program, out var elf);
        Compare(program, Expected(program), elf, new Symbolizer(new SymbolizerOptions { Demangle = false }));
    }

    [Fact]
    public void Names_are_demangled()
    {
        using var folder = new TemporaryFolder();
        string program = Compile(folder, "program", "-pie");
        var table = Elf.ReadTable(program, out var elf);
        var symbolizer = new Symbolizer();
        var names = Enumerable.Range(0, table.Count)
            .Where(i => elf.FindSection(".text") is { } text && table.AddressOf(i) >= text.Address && table.AddressOf(i) < text.End)
            .Select(i => symbolizer.Resolve(Image(program), OffsetOf(elf, table.AddressOf(i))).Symbol).ToList();
        Assert.Contains("shapes::Box<long>::twice() const", names);
        Assert.Contains("shapes::hidden(int)", names);
        Assert.Contains("c_function", names);
    }

    [Theory]
    [InlineData("same")]
    [InlineData(".debug")]
    [InlineData("by name")]
    [InlineData("by build id")]
    public void A_stripped_program_has_the_names_of_its_debug_file(string place)
    {
        using var folder = new TemporaryFolder();
        string program = Compile(folder, "bin/program", "-pie");
        Elf.ReadTable(program, out var elf);
        var expected = Expected(program);
        string id = BuildIdOf(program);
        string debug = folder.At(place switch
        {
            "same" => "bin/program.debug",
            ".debug" => "bin/.debug/program.debug",
            "by name" => $"debug{folder.Path}/bin/program.debug",
            _ => $"debug/.build-id/{id[..2]}/{id[2..]}.debug",
        });
        Tool.Run("objcopy", "--only-keep-debug", program, debug);
        Tool.Run("strip", program);
        if (place != "by build id")
            Tool.Run("objcopy", "--add-gnu-debuglink=" + debug, program);

        var options = new SymbolizerOptions { SymbolDirectories = [folder.At("debug")], Demangle = false };
        Compare(program, expected, elf, new Symbolizer(options));

        // Of another content, the file is not used, and that is said.
        if (place != "by build id")
        {
            using (var stream = File.Open(debug, FileMode.Append))
                stream.WriteByte(0);
            var symbolizer = new Symbolizer(options);
            Assert.Null(symbolizer.Resolve(Image(program), OffsetOf(elf, expected.First(e => e.Name == "main").Address)).Symbol);
            Assert.Contains(symbolizer.Diagnostics, d => d.Id == SymbolDiagnosticId.DebugFileMismatch && d.Message.Contains("CRC"));
            Assert.Contains(symbolizer.Diagnostics, d => d.Id == SymbolDiagnosticId.NoSymbols);
        }
    }

    [Fact]
    public void A_replaced_file_is_not_used()
    {
        using var folder = new TemporaryFolder();
        string program = Compile(folder, "program", "-pie");
        Elf.ReadTable(program, out var elf);
        ulong main = OffsetOf(elf, Expected(program).First(e => e.Name == "main").Address);
        byte[] id = Convert.FromHexString(BuildIdOf(program));

        var same = new Symbolizer();
        Assert.Equal("main", same.Resolve(Image(program, id), main).Symbol);
        Assert.Equal("main", same.Resolve(Image(program + " (deleted)", id), main).Symbol);
        Assert.Empty(same.Diagnostics);

        id[3] ^= 1;
        var other = new Symbolizer();
        Assert.Null(other.Resolve(Image(program, id), main).Symbol);
        Assert.Null(other.Resolve(Image(program, id), main + 1).Symbol);
        var said = Assert.Single(other.Diagnostics);
        Assert.Equal((SymbolDiagnosticId.FileReplaced, program), (said.Id, said.Subject));
        Assert.Contains("replaced since it was mapped", said.Message);

        var inode = new Symbolizer();
        Assert.Null(inode.Resolve(Image(program, inode: 1), main).Symbol);
        Assert.Equal(SymbolDiagnosticId.FileReplaced, Assert.Single(inode.Diagnostics).Id);

        var deleted = new Symbolizer();
        Assert.Null(deleted.Resolve(Image(program + " (deleted)"), main).Symbol);
        Assert.NotEmpty(deleted.Diagnostics);
    }

    [Theory]
    [InlineData("-fcf-protection=full", "-Wl,-z,ibtplt", "-Wl,-z,lazy")]
    [InlineData("-fcf-protection=full", "-Wl,-z,now")]
    [InlineData("-fcf-protection=none", "-Wl,-z,lazy", "-no-pie")]
    [InlineData("-fcf-protection=none", "-fno-plt", "-pie")]
    public void Plt_layouts_are_decoded(params string[] options)
    {
        Tool.Require("objdump");
        using var folder = new TemporaryFolder();
        string program = Compile(folder, "program", options);
        var table = Elf.ReadTable(program, out var elf);
        int count = SymbolTableOracleTests.ComparePlt(program, table, elf);
        Assert.True(count > 0 || options.Contains("-fno-plt"));
    }

    private static string BuildIdOf(string path)
    {
        using var file = OProf.Analysis.Symbols.Files.RegularFile.Open(path, null, true, out _);
        string id = Convert.ToHexString(ElfFile.Read(file!).ReadBuildId()).ToLowerInvariant();
        Assert.Contains(id, Tool.Run("readelf", "-n", path));
        return id;
    }
}
