using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Sources;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

/// <summary>What is made of samples whose outermost frames are calls in a script.</summary>
public sealed class ScriptFrameTests
{
    private const ProcessorMode User = ProcessorMode.User;
    private readonly SyntheticSource _source = new();
    private readonly SpelledNames _names = new();

    // The script calls Get-Slow in line 3, which is 60 in line 12 and 10 in line 13; 20 are in line 3 itself, 10 in no script.
    public ScriptFrameTests()
    {
        var engine = (_source.Image("engine"), 0x18UL, User);
        var main = _source.Script("/x/a.ps1", "<ScriptBlock>", 3);
        Take(60, engine, _source.Script("/x/a.ps1", "Get-Slow", 12), main);
        Take(10, engine, _source.Script("/x/a.ps1", "Get-Slow", 13), main);
        Take(20, engine, main);
        Take(10, engine);
        _source.Complete();
    }

    [Fact]
    public void Lines_of_the_script_are_first_in_a_report_by_line()
    {
        var rows = SampleReport.Measure(_source.Resolver(_names), [ProfileKey.Line]).Rows;
        Assert.Equal(
            [("/x/a.ps1", 12, 0.6, 0.6), ("/x/a.ps1", 3, 0.2, 0.9), ("engine.c", 1, 0.1, 1.0), ("/x/a.ps1", 13, 0.1, 0.1)],
            rows.Select(static row => (row.SourceFile!, row.Line!.Value, row.Share, Math.Round(row.Total, 9))));
    }

    [Fact]
    public void Functions_of_the_script_are_one_row_each_whatever_the_line()
    {
        var rows = SampleReport.Measure(_source.Resolver(_names), [ProfileKey.Symbol]).Rows;
        Assert.Equal(
            [("engine+1", 1.0, 1.0), ("<ScriptBlock>", 0.0, 0.9), ("Get-Slow", 0.0, 0.7)],
            rows.Select(row => (row.Symbol!, row.Share, Math.Round(row.Total, 9))));
    }

    [Fact]
    public void A_call_tree_and_a_flame_graph_show_function_and_line()
    {
        var profile = Profile.Of(_source.Resolver(_names), "p");
        var tree = CallTree.Of(profile, new CallTreeOptions());
        Assert.Equal(
            ["<ScriptBlock> a.ps1:3", "Get-Slow a.ps1:12", "engine+1"],
            tree.Nodes().Take(3).Select(node => node.Symbol));
        Assert.Equal([0.9, 0.6, 0.6], tree.Nodes().Take(3).Select(node => node.Total));
        var named = CallTree.Of(profile, new CallTreeOptions { IsRoot = (symbol, _) => symbol == "Get-Slow" });
        Assert.Equal(["Get-Slow a.ps1:12", "Get-Slow a.ps1:13"], named.Roots.Select(node => node.Symbol));
        var flames = FlameTree.Of(profile, new FlameGraphOptions());
        Assert.Contains(new FlameFrame("Get-Slow a.ps1:12", "/x/a.ps1", FlameFrameKind.Script), flames[0].Frames);
        Assert.Equal("<ScriptBlock> a.ps1:3;Get-Slow a.ps1:12;engine+1", _source.Resolver(_names).Samples().First().CallStack);
    }

    [Fact]
    public void Annotated_source_gives_a_line_what_it_runs()
    {
        string folder = Directory.CreateTempSubdirectory("oprof-script-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(folder, "a.ps1"), Enumerable.Range(1, 14).Select(static line => $"line {line}"));
            var lines = AnnotatedSource.Of(Profile.Of(_source.Resolver(_names), "p"), _names, static (_, image) => image.EndsWith(".ps1", StringComparison.Ordinal), new SourceRoots([folder]), 0);
            Assert.Equal(
                [("<ScriptBlock>", 3, 0.2, 0.9, "line 3"), ("Get-Slow", 12, 0.6, 0.6, "line 12"), ("Get-Slow", 13, 0.1, 0.1, "line 13")],
                lines.Select(line => (line.Symbol, line.Line, line.Self, Math.Round(line.Total, 9), line.Text!)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_number_that_is_no_name_is_unknown()
    {
        var source = new SyntheticSource();
        var frame = source.Script("/x/a.ps1", "f", 1);
        source.Sample(source.Task(1, 1, "x"), source.Chain((frame.Cookie, ScriptPlace.Of(int.MaxValue, 4), User)));
        var row = Assert.Single(SampleReport.Measure(source.Resolver(_names), [ProfileKey.Symbol]).Rows);
        Assert.Equal((FrameName.Unknown, "/x/a.ps1"), (row.Symbol, row.Image));
    }

    private void Take(ulong period, params (ulong Cookie, ulong Offset, ProcessorMode Mode)[] frames) =>
        _source.Sample(_source.Task(1, 1, "x"), _source.Chain(frames), period);
}
