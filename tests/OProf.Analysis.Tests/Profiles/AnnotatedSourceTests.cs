using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Sources;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class AnnotatedSourceTests : IDisposable
{
    private const ProcessorMode User = ProcessorMode.User;

    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-source-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Gives_each_line_its_samples()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "src"));
        File.WriteAllLines(Path.Combine(_folder, "src", "a.c"), Enumerable.Range(1, 9).Select(static line => $"line {line}"));
        var source = new SyntheticSource();
        ulong a = source.Image("/build/src/a");
        int task = source.Task(1, 1, "x");

        // The spelled lines are of 256 bytes: f is lines 3 and 5 of its image, and calls g.
        source.Sample(task, source.Chain((a, 0x200, User)), period: 30);
        source.Sample(task, source.Chain((a, 0x700, User), (a, 0x401, User)), period: 60);
        source.Sample(task, source.Chain((a, 0x700, User)), period: 10);
        var names = new SpelledNames();
        names.Names[$"/build/src/a+{0x200 / 16}"] = "f";
        names.Names[$"/build/src/a+{0x400 / 16}"] = "f";
        names.Names[$"/build/src/a+{0x700 / 16}"] = "g";
        var lines = AnnotatedSource.Of(
            Profile.Of(source.Resolver(names), "p"), names, static (symbol, _) => symbol == "f", new SourceRoots([_folder]), 1);

        Assert.Equal(
            [(2, 0.0, 0.0, "line 2"), (3, 0.3, 0.3, "line 3"), (4, 0.0, 0.0, "line 4"), (5, 0.0, 0.6, "line 5"), (6, 0.0, 0.0, "line 6")],
            lines.Select(static line => (line.Line, line.Self, line.Total, line.Text!)));
        Assert.All(lines, static line => Assert.Equal(("f", "/build/src/a", "/build/src/a.c", "cycles"), (line.Symbol, line.Image, line.SourceFile, line.Event)));
    }

    [Fact]
    public void Gives_only_lines_with_samples_where_there_is_no_file()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        source.Sample(source.Task(1, 1, "x"), source.Chain((a, 0x200, User)));
        source.Sample(source.Task(1, 1, "x"), source.Chain((0, 0x200, ProcessorMode.Kernel)));
        var names = new SpelledNames();
        var lines = AnnotatedSource.Of(Profile.Of(source.Resolver(names), "p"), names, static (_, _) => true, new SourceRoots([_folder]), 5);
        Assert.Equal([("a.c", 3), ("[unknown]", 0)], lines.OrderByDescending(static line => line.Line).Select(static line => (line.SourceFile, line.Line)));
        Assert.All(lines, static line => Assert.Null(line.Text));
    }

    [Fact]
    public void Reads_nothing_outside_of_the_folders()
    {
        string outside = Path.Combine(_folder, "secret.c");
        File.WriteAllText(outside, "secret");
        string root = Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName;
        File.CreateSymbolicLink(Path.Combine(root, "absolute.c"), outside);
        File.CreateSymbolicLink(Path.Combine(root, "relative.c"), "../secret.c");
        File.WriteAllText(Path.Combine(root, "own.c"), "own");
        var roots = new SourceRoots([root]);
        Assert.Empty(roots.LinesOf(outside));
        Assert.Empty(roots.LinesOf("../secret.c"));
        Assert.Empty(roots.LinesOf("/absolute.c"));
        Assert.Empty(roots.LinesOf("relative.c"));
        Assert.Empty(roots.LinesOf("/"));
        Assert.Equal(["own"], roots.LinesOf("/some/where/else/own.c"));
    }
}
