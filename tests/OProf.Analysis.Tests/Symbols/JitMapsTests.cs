using System.Globalization;
using OProf.Analysis.Symbols;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class JitMapsTests
{
    private const int Gone = 0x3fffff00;

    private static Symbolizer With(TemporaryFolder folder, long maxBytes = 1 << 20) =>
        new(new SymbolizerOptions { ProcRoot = folder.At("proc"), JitMapDirectory = folder.Path, MaxJitMapBytes = maxBytes });

    [Fact]
    public void Later_lines_override_earlier_ones()
    {
        using var folder = new TemporaryFolder();
        folder.Write($"perf-{Gone}.map",
            "1000 100 first\n1100 100 int32 [app] Program::Main(class [mscorlib]System.String[])[Tier0]\n10f0 20 over both\nnonsense\n"
            + "2000 0 empty\n0x3000 0x10 prefixed\nfffffffffffffff0 ffff at the end\n4000 10\n4000  10 spaces\nzz 10 no number\n");
        var symbolizer = With(folder);
        string image = $"perf-{Gone}.map";
        Assert.Equal(new SymbolizedAddress(image, "first", 0xef), symbolizer.ResolveAnonymous(Gone, 0x10ef));
        Assert.Equal(new SymbolizedAddress(image, "over both", 0), symbolizer.ResolveAnonymous(Gone, 0x10f0));
        Assert.Equal(new SymbolizedAddress(image, "over both", 0x1f), symbolizer.ResolveAnonymous(Gone, 0x110f));
        Assert.Equal(
            new SymbolizedAddress(image, "int32 [app] Program::Main(class [mscorlib]System.String[])[Tier0]", 0x10),
            symbolizer.ResolveAnonymous(Gone, 0x1110));
        Assert.Equal(new SymbolizedAddress("//anon", null, 0), symbolizer.ResolveAnonymous(Gone, 0x1200));
        Assert.Equal(new SymbolizedAddress("//anon", null, 0), symbolizer.ResolveAnonymous(Gone, 0x2000));
        Assert.Equal("prefixed", symbolizer.ResolveAnonymous(Gone, 0x300f).Symbol);
        Assert.Equal("at the end", symbolizer.ResolveAnonymous(Gone, ulong.MaxValue - 1).Symbol);
        Assert.Empty(symbolizer.Diagnostics);
    }

    [Fact]
    public void What_was_appended_is_read_when_an_address_is_not_found()
    {
        using var folder = new TemporaryFolder();
        var symbolizer = With(folder);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
        string path = folder.Write($"perf-{Gone}.map", "1000 10 one\n2000 10 tw");
        Assert.Equal("one", symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x2000).Symbol);
        File.AppendAllText(path, "o\n1000 10 new\n");
        Assert.Equal("two", symbolizer.ResolveAnonymous(Gone, 0x2000).Symbol);
        Assert.Equal("new", symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
        File.WriteAllText(path, "3000 10 x\n");
        Assert.Equal("x", symbolizer.ResolveAnonymous(Gone, 0x3000).Symbol);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
    }

    [Fact]
    public void What_was_appended_after_the_last_sample_is_not_looked_for()
    {
        using var folder = new TemporaryFolder();
        var symbolizer = With(folder);
        string path = folder.Write($"perf-{Gone}.map", "1000 10 one\n");
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x2000).Symbol);
        Assert.Null(symbolizer.ResolveAnonymous(Gone + 1, 0x2000, isComplete: true).Symbol);

        // What was appended before the source was complete is found; of what came later nobody took a sample.
        File.AppendAllText(path, "2000 10 two\n");
        Assert.Equal("two", symbolizer.ResolveAnonymous(Gone, 0x2000, isComplete: true).Symbol);
        File.AppendAllText(path, "3000 10 three\n");
        folder.Write($"perf-{Gone + 1}.map", "2000 10 late\n");
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x3000, isComplete: true).Symbol);
        Assert.Null(symbolizer.ResolveAnonymous(Gone + 1, 0x2000, isComplete: true).Symbol);
        Assert.Equal("one", symbolizer.ResolveAnonymous(Gone, 0x1000, isComplete: true).Symbol);
        Assert.Equal("three", symbolizer.ResolveAnonymous(Gone, 0x3000).Symbol);
    }

    [Fact]
    public void Lines_and_files_beyond_the_limits_are_left_out()
    {
        using var folder = new TemporaryFolder();
        folder.Write($"perf-{Gone}.map",
            "1000 10 " + new string('x', 3_000_000) + "\n2000 10 after\n" + new string(' ', 1 << 20) + "\n3000 10 beyond\n");
        var symbolizer = With(folder, 4_000_000);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
        Assert.Equal("after", symbolizer.ResolveAnonymous(Gone, 0x2000).Symbol);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x3000).Symbol);
        Assert.Contains(symbolizer.Diagnostics, d => d.Id == SymbolDiagnosticId.JitMapUnreadable && d.Message.Contains("4000000"));
    }

    [Fact]
    public void Links_and_FIFOs_are_not_read()
    {
        Tool.Require("mkfifo");
        using var folder = new TemporaryFolder();
        string target = folder.Write("target", "1000 10 stolen\n");
        File.CreateSymbolicLink(folder.At($"perf-{Gone}.map"), target);
        Tool.Run("mkfifo", folder.At($"perf-{Gone + 1}.map"));
        var symbolizer = With(folder);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
        Assert.Null(symbolizer.ResolveAnonymous(Gone + 1, 0x1000).Symbol);
        Assert.Equal(2, symbolizer.Diagnostics.Count(d => d.Id == SymbolDiagnosticId.JitMapNotOwned));
    }

    [Fact]
    public void A_map_of_another_user_is_not_read()
    {
        if (Environment.UserName != "root")
            Assert.Skip("Only root can give a file to another user.");
        Tool.Require("chown");
        using var folder = new TemporaryFolder();
        string path = folder.Write($"perf-{Gone}.map", "1000 10 theirs\n");
        Tool.Run("chown", "12345", path);
        var symbolizer = With(folder);
        Assert.Null(symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
        var said = Assert.Single(symbolizer.Diagnostics);
        Assert.Equal((SymbolDiagnosticId.JitMapNotOwned, path), (said.Id, said.Subject));
        Assert.Contains("12345", said.Message);

        symbolizer.JitMaps.NoteProcess(Gone, 12345);
        Assert.Equal("theirs", symbolizer.ResolveAnonymous(Gone, 0x1000).Symbol);
    }

    [Fact]
    public void A_living_process_has_its_map_below_its_own_root_under_its_own_id()
    {
        using var folder = new TemporaryFolder();
        Tool.Require("id");
        string uid = Tool.Run("id", "-u").Trim();
        folder.Write($"proc/77/status", $"Name:\tx\n\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nNSpid:\t77\t5\n");
        folder.Write("proc/77/root/tmp/perf-5.map", "1000 10 inside\n");
        folder.Write("perf-77.map", "1000 10 outside\n");
        Assert.Equal(new SymbolizedAddress("perf-77.map", "inside", 1), With(folder).ResolveAnonymous(77, 0x1001));
        File.Delete(folder.At("proc/77/root/tmp/perf-5.map"));
        Assert.Equal("outside", With(folder).ResolveAnonymous(77, 0x1001).Symbol);
    }

    [Fact]
    public void This_process_is_found_through_proc()
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{Environment.ProcessId}.map");
        if (File.Exists(path))
            Assert.Skip($"{path} is in use.");
        try
        {
            File.WriteAllText(path, "1000 10 mine\n");
            Assert.Equal("mine", new Symbolizer().ResolveAnonymous(Environment.ProcessId, 0x1008).Symbol);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
