using OProf.Analysis.Tests.Formats.PerfData;
using Xunit;

namespace OProf.Cli.Tests;

/// <summary>Reports, trees and comparisons of files whose samples are known. Their functions have no names; each has a file of its own.</summary>
public sealed class PerfDataReportTests : IDisposable
{
    private const ulong User = unchecked((ulong)-512);
    private const ulong Page = 0x1000;

    // main calls left and right, which both call leaf.
    private const ulong Main = 0x10_0000;
    private const ulong Left = 0x20_0000;
    private const ulong Right = 0x30_0000;
    private const ulong Leaf = 0x40_0000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tree_goes_from_callers_to_callees()
    {
        string file = Known();
        var result = OprofProcess.Run("report", file, "--tree");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "cpu-clock",
                "   Total     Self     Samples  Symbol",
                " 100.00%   10.00%         100  [unknown] (main)",
                "  60.00%    0.00%          60  ├─[unknown] (left)",
                "  60.00%   60.00%          60  │ └─[unknown] (leaf)",
                "  30.00%   10.00%          30  └─[unknown] (right)",
                "  20.00%   20.00%          20    └─[unknown] (leaf)",
            ],
            Lines(result.Output));
        Assert.Equal(
            [
                "cpu-clock",
                "   Total     Self     Samples  Symbol",
                " 100.00%   10.00%         100  [unknown] (main)",
                "  60.00%    0.00%          60  └─[unknown] (left)",
                "  60.00%   60.00%          60    └─[unknown] (leaf)",
            ],
            Lines(OprofProcess.Run("report", file, "--tree", "--min-share", "0.5").Output));
    }

    [Fact]
    public void A_tree_of_callers_goes_the_other_way()
    {
        var result = OprofProcess.Run("report", Known(), "--tree", "--callers");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "cpu-clock",
                "   Total     Self     Samples  Symbol",
                "  80.00%   80.00%          80  [unknown] (leaf)",
                "  60.00%   60.00%          60  ├─[unknown] (left)",
                "  60.00%   60.00%          60  │ └─[unknown] (main)",
                "  20.00%   20.00%          20  └─[unknown] (right)",
                "  20.00%   20.00%          20    └─[unknown] (main)",
                "  10.00%   10.00%          10  [unknown] (main)",
                "  10.00%   10.00%          10  [unknown] (right)",
                "  10.00%   10.00%          10  └─[unknown] (main)",
            ],
            Lines(result.Output));
    }

    [Fact]
    public void A_report_counts_what_was_called_unless_it_is_told_not_to()
    {
        string file = Known();
        Assert.Equal(
            [
                " Share    Total  Samples  Image",
                "80.00%   80.00%       80  /oprof-test/leaf",
                "10.00%  100.00%       10  /oprof-test/main",
                "10.00%   30.00%       10  /oprof-test/right",
                " 0.00%   60.00%        0  /oprof-test/left",
            ],
            Lines(OprofProcess.Run("report", file, "--by", "image").Output));
        Assert.Equal(
            [
                " Share  Samples  ProcessId  Command  Image",
                "80.00%       80         10  work     /oprof-test/leaf",
                "10.00%       10         10  work     /oprof-test/main",
                "10.00%       10         10  work     /oprof-test/right",
            ],
            Lines(OprofProcess.Run("report", file, "--by", "process,image", "--self").Output));
    }

    [Fact]
    public void A_comparison_says_what_has_changed_by_more_than_chance()
    {
        string before = File("before.data", Samples(leaf: 200, main: 800));
        string after = File("after.data", Samples(leaf: 300, main: 700));
        var result = OprofProcess.Run("compare", before, after);
        Assert.Equal(0, result.ExitCode);
        string[] lines = Lines(result.Output);
        Assert.Equal("cpu-clock: after.data with the baseline before.data", lines[0]);
        Assert.Matches(@"^  20.00%   30.00%  \+10.00 +\S+  Increased  \[unknown\] \(\S*leaf\)$", lines.Single(line => line.Contains("leaf", StringComparison.Ordinal)));
        Assert.Matches(@"^  80.00%   70.00%  -10.00 +\S+  Decreased  \[unknown\] \(\S*main\)$", lines.Single(line => line.Contains("main", StringComparison.Ordinal)));
        Assert.Equal(4, lines.Length);

        lines = Lines(OprofProcess.Run("compare", before, before).Output);
        Assert.Equal(4, lines.Length);
        Assert.All(lines[2..], line => Assert.Matches(@"% +0\.00 +1\.0e\+0 +\[unknown\]", line));
    }

    [Fact]
    public void A_comparison_says_which_of_its_files_is_missing()
    {
        string missing = _folder.File("no.data");
        var result = OprofProcess.Run("compare", Known(), missing);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(missing, result.Error, StringComparison.Ordinal);
        Assert.Contains("[OProfImportNotFound]", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--self")]
    [InlineData("--by", "image")]
    [InlineData("--tree")]
    public void A_file_larger_than_the_memory_of_the_process_is_reported(params string[] options)
    {
        const int Repeats = 1500;
        const int Limit = 24 << 20;
        var one = new List<(ulong, ulong[])>();
        for (ulong number = 0; number < 100; number++)
        {
            ulong[] chain = new ulong[32];
            (chain[0], chain[1]) = (User, Leaf + number);
            for (int depth = 2; depth < chain.Length; depth++)
                chain[depth] = ((number >> (depth % 7)) & 1) == 0 ? Left + (ulong)depth : Main + (ulong)depth;
            one.Add((Leaf + number, chain));
        }

        string file = File("large.data", Enumerable.Repeat(one, Repeats).SelectMany(samples => samples));
        Assert.InRange(new FileInfo(file).Length, Limit + (Limit / 2), long.MaxValue);
        var limited = OprofProcess.RunWith("DOTNET_GCHeapHardLimit", $"0x{Limit:x}", ["report", file, .. options]);
        Assert.Equal((0, ""), (limited.ExitCode, string.Join('\n', Lines(limited.Error).Where(line => line.Contains("emory", StringComparison.Ordinal)))));
        Assert.Equal(OprofProcess.Run(["report", file, .. options]).Output, limited.Output);
        Assert.Contains("(leaf)", limited.Output.Replace("/oprof-test/leaf", "(leaf)", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"oprof: {100 * Repeats} samples, 0 lost", limited.Error, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Known() => File("known.data", Enumerable.Concat(
        Enumerable.Repeat((Leaf + 8, new ulong[] { User, Leaf + 8, Left + 16, Main + 16 }), 60)
            .Concat(Enumerable.Repeat((Leaf + 8, new ulong[] { User, Leaf + 8, Right + 16, Main + 32 }), 20))
            .Concat(Enumerable.Repeat((Right + 8, new ulong[] { User, Right + 8, Main + 32 }), 10)),
        Enumerable.Repeat((Main + 8, new ulong[] { User, Main + 8 }), 10)));

    // In the order in which they would be taken, so that none of them comes in a burst.
    private static IEnumerable<(ulong, ulong[])> Samples(int leaf, int main)
    {
        int all = leaf + main;
        for (int number = 0; number < all; number++)
        {
            bool isLeaf = (number + 1) * leaf / all > number * leaf / all;
            ulong address = isLeaf ? Leaf + 8 : Main + 8;
            yield return (address, [User, address]);
        }
    }

    private string File(string name, IEnumerable<(ulong Address, ulong[] Chain)> samples)
    {
        var writer = new PerfDataWriter();
        writer.Event(1, 0).Comm(10, 10, "work", 1);
        foreach (var (function, start) in new[] { ("main", Main), ("left", Left), ("right", Right), ("leaf", Leaf) })
            writer.Mmap2(10, start, Page, 0, "/oprof-test/" + function, 1);
        ulong time = 1000;
        foreach (var (address, chain) in samples)
        {
            writer.Sample(10, 10, address, time += 1000, chain: chain);
            if (time % 1_000_000 == 0)
                writer.Round();
        }

        string path = _folder.File(name);
        System.IO.File.WriteAllBytes(path, writer.ToArray());
        return path;
    }
}
