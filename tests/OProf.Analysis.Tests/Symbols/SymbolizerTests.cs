using System.Globalization;
using System.Runtime.InteropServices;
using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Files;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class SymbolizerTests
{
    private static ImageInfo Image(string path, ImageKind kind = ImageKind.File, uint major = 0, uint minor = 0, ulong inode = 0) =>
        new(1, kind, path, default, major, minor, inode, Environment.ProcessId);

    [Theory]
    [InlineData("directory")]
    [InlineData("fifo")]
    [InlineData("/dev/null")]
    [InlineData("text")]
    [InlineData("empty")]
    [InlineData("missing")]
    public void What_is_no_ELF_file_is_said_and_has_no_symbol(string kind)
    {
        using var folder = new TemporaryFolder();
        string path = kind[0] == '/' ? kind : folder.At(kind);
        switch (kind)
        {
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "fifo":
                Tool.Require("mkfifo");
                Tool.Run("mkfifo", path);
                break;
            case "text" or "empty":
                File.WriteAllText(path, kind == "text" ? new string('x', 500) : "");
                break;
        }

        var symbolizer = new Symbolizer();
        Assert.Equal(new SymbolizedAddress(path, null, 0), symbolizer.Resolve(Image(path), 0x1000));
        Assert.Equal(new SymbolizedAddress(path, null, 0), symbolizer.Resolve(Image(path), 0x2000));
        var said = Assert.Single(symbolizer.Diagnostics);
        Assert.Equal(path, said.Subject);
        Assert.Equal(kind == "missing" ? SymbolDiagnosticId.FileMissing : SymbolDiagnosticId.FileUnreadable, said.Id);
        Assert.NotEmpty(said.Remedy);
    }

    [Fact]
    public void Functions_of_this_process_have_their_names()
    {
        // Device, inode and offsets as /proc/self/maps has them, addresses as the dynamic linker gives them.
        var libc = NativeLibrary.Load("libc.so.6");
        var symbolizer = new Symbolizer();
        int compared = 0;
        foreach (string name in new[] { "malloc", "fopen", "qsort", "printf", "getaddrinfo" })
        {
            ulong address = (ulong)NativeLibrary.GetExport(libc, name);
            foreach (string line in File.ReadLines("/proc/self/maps"))
            {
                string[] f = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                string[] range = f[0].Split('-');
                if (f.Length < 6 || !f[5].StartsWith('/') || address < Elf.Hex(range[0]) || address >= Elf.Hex(range[1]))
                    continue;
                string[] device = f[3].Split(':');
                var image = Image(
                    f[5], ImageKind.File, (uint)Elf.Hex(device[0]), (uint)Elf.Hex(device[1]), ulong.Parse(f[4], CultureInfo.InvariantCulture));
                var found = symbolizer.Resolve(image, address - Elf.Hex(range[0]) + Elf.Hex(f[2]) + 1);
                Assert.Equal((f[5], 1UL), (found.Image, found.SymbolOffset));
                Assert.Contains(name, found.Symbol);
                compared++;
            }
        }

        Assert.Equal(5, compared);
        Assert.DoesNotContain(symbolizer.Diagnostics, d => d.Id == SymbolDiagnosticId.FileReplaced);
    }

    [Fact]
    public void The_vdso_has_its_names()
    {
        if (!File.ReadLines("/proc/self/maps").Any(line => line.EndsWith("[vdso]", StringComparison.Ordinal)))
            Assert.Skip("This process has no vdso.");
        var symbolizer = new Symbolizer();
        var image = Image("[vdso]", ImageKind.Vdso);
        var names = new HashSet<string?>();
        for (ulong offset = 0; offset < 0x3000; offset += 8)
        {
            var found = symbolizer.Resolve(image, offset);
            Assert.Equal("[vdso]", found.Image);
            names.Add(found.Symbol);
        }

        Assert.Contains(names, n => n is not null && n.Contains("clock_gettime"));
        Assert.Empty(symbolizer.Diagnostics);
    }

    [Theory]
    [InlineData("//anon")]
    [InlineData("[heap]")]
    [InlineData("/memfd:doublemapper (deleted)")]
    public void Memory_without_a_file_has_no_symbol_and_no_diagnostic(string path)
    {
        var symbolizer = new Symbolizer();
        Assert.True(Symbolizer.HoldsGeneratedCode(path));
        Assert.Equal(new SymbolizedAddress(path, null, 0), symbolizer.Resolve(Image(path), 0x1000));
        Assert.Equal(new SymbolizedAddress(path, null, 0), symbolizer.Resolve(Image(path, ImageKind.Anonymous), 0x1000));
        Assert.Empty(symbolizer.Diagnostics);
        Assert.False(Symbolizer.HoldsGeneratedCode("/usr/bin/git"));
        Assert.False(Symbolizer.HoldsGeneratedCode("[vdso]"));
    }

    [Fact]
    public void Links_of_another_root_stay_in_that_root()
    {
        using var folder = new TemporaryFolder();
        folder.Write("root/lib/real", "inside");
        string outside = folder.Write("outside", "outside");
        File.CreateSymbolicLink(folder.At("root/lib/absolute"), "/lib/real");
        File.CreateSymbolicLink(folder.At("root/lib/escape"), "../../outside");
        File.CreateSymbolicLink(folder.At("root/lib/host"), outside);
        string root = folder.At("root");
        foreach (string name in new[] { "real", "absolute" })
        {
            using var file = RegularFile.Open("/lib/" + name, root, true, out var failure);
            Assert.Equal(OpenFailure.None, failure);
            byte[] text = new byte[file!.Length];
            file.Read(0, text);
            Assert.Equal("inside"u8, text);
        }

        Assert.Null(RegularFile.Open("/lib/escape", root, true, out var escape));
        Assert.Null(RegularFile.Open("/lib/host", root, true, out var host));
        Assert.Null(RegularFile.Open("/lib/absolute", root, false, out var link));
        Assert.Equal((OpenFailure.NotFound, OpenFailure.NotFound, OpenFailure.NotRegular), (escape, host, link));
    }

    [Fact]
    public void Tables_that_were_given_up_are_read_again()
    {
        string libc = Tool.RequireFile("/usr/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib64/libc.so.6");
        string other = Tool.RequireFile("/usr/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib64/libm.so.6");
        var kept = new Symbolizer();
        var none = new Symbolizer(new SymbolizerOptions { MaxTableBytes = 1 });
        ImageInfo[] images = [Image(libc), Image(other)];
        for (ulong offset = 0x30000; offset < 0x60000; offset += 0x5555)
        {
            foreach (var image in images)
                Assert.Equal(kept.Resolve(image, offset), none.Resolve(image, offset));
        }
    }

    [Fact]
    public void Many_threads_get_the_same_answers()
    {
        string libc = Tool.RequireFile("/usr/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib64/libc.so.6");
        var symbolizer = new Symbolizer();
        var image = Image(libc);
        var answers = new SymbolizedAddress[8][];
        Parallel.For(0, answers.Length, i =>
            answers[i] = [.. Enumerable.Range(0, 500).Select(n => symbolizer.Resolve(image, 0x28000 + ((ulong)n * 0x123)))]);
        Assert.All(answers, a => Assert.Equal(answers[0], a));
        Assert.Contains(answers[0], a => a.Symbol is not null);
    }
}
