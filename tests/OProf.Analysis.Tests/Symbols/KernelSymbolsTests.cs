using System.Globalization;
using System.Text;
using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Kernel;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class KernelSymbolsTests
{
    private const string Sample =
        "ffffffff81000000 T _stext\n"
        + "ffffffff81000000 T _text\n"
        + "ffffffff81000040 t local_alias\n"
        + "ffffffff81000040 W weak_and_longer_name\n"
        + "ffffffff81000040 T __x64_sys_read\n"
        + "ffffffff81000040 T ksys_read\n"
        + "ffffffff81000100 D data\n"
        + "ffffffff81000200 t last_of_kernel\n"
        + "ffffffffc0000000 t first\t[nf_tables]\n"
        + "ffffffffc0000010 t second\t[nf_tables]\n"
        + "ffffffffc0100000 T other\t[ext4]\n"
        + "ffffffffc0200000 t bpf_prog_6deef7357e7b4530_main\t[bpf]\n"
        + "ffffffffc0200100 t bpf_prog_7cc47bbf07148bfe_more\t[bpf]\n";

    private static Symbolizer With(TemporaryFolder folder, string kallsyms)
    {
        folder.Write("kallsyms", kallsyms);
        return new Symbolizer(new SymbolizerOptions { ProcRoot = folder.Path });
    }

    [Theory]
    [InlineData(0xffffffff81000000, "[kernel.kallsyms]", "_stext", 0)]
    [InlineData(0xffffffff8100003f, "[kernel.kallsyms]", "_stext", 0x3f)]
    [InlineData(0xffffffff81000041, "[kernel.kallsyms]", "ksys_read", 1)]
    [InlineData(0xffffffff81001fff, "[kernel.kallsyms]", "last_of_kernel", 0x1dff)]
    [InlineData(0xffffffff81002000, "[kernel.kallsyms]", null, 0)]
    [InlineData(0xffffffffc000000f, "[nf_tables]", "first", 0xf)]
    [InlineData(0xffffffffc0000011, "[nf_tables]", "second", 1)]
    [InlineData(0xffffffffc0050000, "[nf_tables]", null, 0)]
    [InlineData(0xffffffffc0100001, "[ext4]", "other", 1)]
    [InlineData(0xffffffffc02000ff, "bpf_prog_6deef7357e7b4530_main", "bpf_prog_6deef7357e7b4530_main", 0xff)]
    [InlineData(0xffffffffc0200101, "bpf_prog_7cc47bbf07148bfe_more", "bpf_prog_7cc47bbf07148bfe_more", 1)]
    [InlineData(0x1000, "[kernel.kallsyms]", null, 0)]
    public void Addresses_have_the_names_that_perf_gives(ulong address, string image, string? symbol, ulong offset)
    {
        using var folder = new TemporaryFolder();
        folder.Write("modules", "nf_tables 1048576 1 - Live 0xffffffffc0000000\next4 4096 1 - Live 0xffffffffc0100000\n");
        var symbolizer = With(folder, Sample);
        Assert.Equal(new SymbolizedAddress(image, symbol, offset), symbolizer.ResolveKernel(address));
        Assert.Empty(symbolizer.Diagnostics);
    }

    [Fact]
    public void Hidden_addresses_are_said_with_the_settings_that_hide_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("sys/kernel/kptr_restrict", "2\n");
        folder.Write("sys/kernel/perf_event_paranoid", "4\n");
        var symbolizer = With(folder, "0000000000000000 T _stext\n0000000000000000 T read\n");
        Assert.Equal(new SymbolizedAddress("[kernel.kallsyms]", null, 0), symbolizer.ResolveKernel(0));
        Assert.Equal(new SymbolizedAddress("[kernel.kallsyms]", null, 0), symbolizer.ResolveKernel(ulong.MaxValue));
        var said = Assert.Single(symbolizer.Diagnostics);
        Assert.Equal(SymbolDiagnosticId.KernelAddressesHidden, said.Id);
        Assert.Contains("kptr_restrict=2", said.Message);
        Assert.Contains("perf_event_paranoid=4", said.Message);
        Assert.Contains("sysctl", said.Remedy);
    }

    [Fact]
    public void A_missing_file_is_said()
    {
        using var folder = new TemporaryFolder();
        var symbolizer = new Symbolizer(new SymbolizerOptions { ProcRoot = folder.Path });
        Assert.Null(symbolizer.ResolveKernel(0xffffffff81000000).Symbol);
        Assert.Equal(SymbolDiagnosticId.KernelSymbolsUnreadable, Assert.Single(symbolizer.Diagnostics).Id);
    }

    [Fact]
    public void Symbols_registered_at_run_time_replace_those_they_overlap()
    {
        using var folder = new TemporaryFolder();
        var symbolizer = With(folder, Sample);
        symbolizer.AddKernelSymbol(0xffffffffc0300000, 0x100, "bpf_prog_1");
        symbolizer.AddKernelSymbol(0xffffffffc0300100, 0x100, "bpf_prog_2");
        symbolizer.AddKernelSymbol(0xffffffffc03000f0, 0x20, "bpf_prog_3");
        symbolizer.AddKernelSymbol(0xffffffffffffffff, 10, "at the end");
        symbolizer.AddKernelSymbol(0xffffffff81000000, 0, "nothing");
        Assert.Equal(new SymbolizedAddress("bpf_prog_3", "bpf_prog_3", 0x1f), symbolizer.ResolveKernel(0xffffffffc030010f));
        Assert.Null(symbolizer.ResolveKernel(0xffffffffc0300110).Symbol);
        Assert.Null(symbolizer.ResolveKernel(0xffffffffc0300000).Symbol);
        Assert.Equal("at the end", symbolizer.ResolveKernel(ulong.MaxValue).Symbol);
        Assert.Equal("_stext", symbolizer.ResolveKernel(0xffffffff81000000).Symbol);
    }

    [Fact]
    public void Random_text_is_read_without_an_exception()
    {
        var random = new Random(6);
        byte[] sample = Encoding.ASCII.GetBytes(Sample);
        for (int i = 0; i < 5000; i++)
        {
            byte[] copy = (byte[])sample.Clone();
            for (int flips = random.Next(1, 8); flips > 0; flips--)
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            var table = Kallsyms.Parse(copy[..random.Next(copy.Length + 1)]).Table;
            for (int s = 0; s < table.Count; s++)
                Assert.NotNull(table.NameOf(s));
        }
    }

    [Fact]
    public void The_running_kernel_agrees_with_its_own_text()
    {
        if (!File.Exists("/proc/kallsyms"))
            Assert.Skip("This kernel has no /proc/kallsyms.");
        var byAddress = new SortedDictionary<ulong, HashSet<string>>();
        foreach (string line in File.ReadLines("/proc/kallsyms"))
        {
            string[] f = line.Split([' ', '\t']);
            ulong address = ulong.Parse(f[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (f[1] is not ("T" or "t" or "W" or "w") || address == 0)
                continue;
            if (!byAddress.TryGetValue(address, out var names))
                byAddress.Add(address, names = []);
            names.Add(f[2]);
        }

        var symbolizer = new Symbolizer();
        if (byAddress.Count == 0)
        {
            symbolizer.ResolveKernel(1);
            Assert.Contains(symbolizer.Diagnostics, d => d.Id == SymbolDiagnosticId.KernelAddressesHidden);
            return;
        }

        var random = new Random(7);
        ulong[] starts = [.. byAddress.Keys];
        for (int i = 0; i < starts.Length; i += 1 + random.Next(8))
        {
            ulong room = i + 1 < starts.Length ? starts[i + 1] - starts[i] : 1;
            ulong offset = (ulong)random.NextInt64((long)Math.Min(room, 4096));
            var found = symbolizer.ResolveKernel(starts[i] + offset);
            Assert.NotNull(found.Symbol);
            Assert.Contains(found.Symbol, byAddress[starts[i]]);
            Assert.Equal(offset, found.SymbolOffset);
        }
    }
}
