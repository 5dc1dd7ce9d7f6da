using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class CallTreeTests
{
    private readonly SyntheticSource _source = new("cycles", "page-faults");

    [Fact]
    public void Goes_from_callers_to_callees()
    {
        Take(60, "m", "w", "i");
        Take(30, "m", "w");
        Take(10, "m");
        Assert.Equal(["m 0.1 1", "  w 0.3 0.9", "    i 0.6 0.6"], Tree());
        var node = Of(new()).Roots[0].Children[0];
        Assert.Equal((1L, 2L, 30L, 90L, "cycles", 1), (node.SelfSamples, node.TotalSamples, node.SelfPeriod, node.TotalPeriod, node.Event, node.Depth));
        Assert.Null(node.ProcessId);
        Assert.Equal("i", node.Children.ToString());
    }

    [Fact]
    public void Goes_from_what_was_sampled_to_its_callers()
    {
        Take(60, "m", "w", "i");
        Take(30, "m", "i");
        Take(10, "m");
        Assert.Equal(
            ["i 0.9 0.9", "  w 0.6 0.6", "    m 0.6 0.6", "  m 0.3 0.3", "m 0.1 0.1"],
            Tree(new() { Direction = CallTreeDirection.Callers }));
    }

    [Fact]
    public void Begins_at_the_functions_asked_for()
    {
        Take(60, "m", "w", "i", "w", "j");
        Take(30, "m", "i");
        Take(10, "m", "w");
        Assert.Equal(["w 0.1 0.7", "  i 0 0.6", "    w 0 0.6", "      j 0.6 0.6"], Tree(new() { IsRoot = Named("w") }));
        Assert.Equal(["w 0.1 0.7", "  m 0.1 0.7"], Tree(new() { IsRoot = Named("w"), Direction = CallTreeDirection.Callers }));
        Assert.Empty(Tree(new() { IsRoot = Named("nobody") }));
    }

    [Theory]
    [InlineData(RecursionFolding.Direct, "m 0 1|  a 0 1|    b 0 1|      a 1 1")]
    [InlineData(RecursionFolding.Any, "m 0 1|  a 1 1")]
    [InlineData(RecursionFolding.None, "m 0 1|  a 0 1|    a 0 1|      b 0 1|        a 0 1|          a 1 1")]
    public void Folds_recursion(RecursionFolding recursion, string tree)
    {
        Take(10, "m", "a", "a", "b", "a", "a");
        Assert.Equal(tree.Split('|'), Tree(new() { Recursion = recursion, MinimumShare = 0 }));
    }

    [Theory]
    [InlineData(RecursionFolding.Direct, "a 1 1|  b 1 1|    a 1 1|      m 1 1")]
    [InlineData(RecursionFolding.Any, "a 1 1|  b 1 1|    m 1 1")]
    [InlineData(RecursionFolding.None, "a 1 1|  a 1 1|    b 1 1|      a 1 1|        a 1 1|          m 1 1")]
    public void Folds_recursion_of_callers(RecursionFolding recursion, string tree)
    {
        Take(10, "m", "a", "a", "b", "a", "a");
        Assert.Equal(tree.Split('|'), Tree(new() { Recursion = recursion, Direction = CallTreeDirection.Callers }));
    }

    [Theory]
    [InlineData(CallTreeDirection.Callees)]
    [InlineData(CallTreeDirection.Callers)]
    public void Leaves_out_what_is_too_small_or_too_deep(CallTreeDirection direction)
    {
        Take(995, "m", "w", "m");
        Take(5, "k", "l", "k");
        Assert.Equal(6, Tree(new() { Direction = direction, MinimumShare = 0.005 }).Count);
        Assert.Equal(["m", "w", "m"], Of(new() { Direction = direction, MinimumShare = 0.006 }).Nodes().Select(static node => node.Symbol));
        Assert.Equal(["m", "k"], Of(new() { Direction = direction, MaxDepth = 0 }).Nodes().Select(static node => node.Symbol));
        Assert.Equal(4, Tree(new() { Direction = direction, MaxDepth = 1 }).Count);
    }

    [Fact]
    public void Has_trees_for_each_event_and_process()
    {
        Take(10, "m");
        Take(30, "m", "w");
        Take(40, processId: 2, eventIndex: 0, "m");
        Take(7, processId: 1, eventIndex: 1, "p");
        var roots = Of(new()).Roots;
        Assert.Equal([("cycles", "m", 1.0), ("page-faults", "p", 1.0)], roots.Select(static root => (root.Event, root.Symbol, root.Total)));
        roots = Of(new() { ByProcess = true }).Roots;
        Assert.Equal(
            [("cycles", 1, "c1", 0.5), ("cycles", 2, "c2", 0.5), ("page-faults", 1, "c1", 1.0)],
            roots.Select(static root => (root.Event, root.ProcessId!.Value, root.Command!, root.Total)));
    }

    [Fact]
    public void Draws_its_branches()
    {
        Take(60, "m", "w", "i");
        Take(30, "m", "w", "j", "k");
        Take(10, "m", "x");
        Assert.Equal(
            ["m", "├─w", "│ ├─i", "│ └─j", "│   └─k", "└─x"],
            Of(new()).Nodes().Select(static node => node.GetBranch() + node.Symbol));
    }

    [Fact]
    public void Counts_samples_where_there_are_no_periods()
    {
        Take(0, "m", "w");
        Take(0, "m");
        Assert.Equal(["m 0.5 1", "  w 0.5 0.5"], Tree());
    }

    [Fact]
    public void Agrees_with_the_report_on_chains_by_chance()
    {
        var random = new Random(7);
        for (int sample = 0; sample < 2000; sample++)
            Take((ulong)random.Next(1, 100), [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => ((char)('a' + random.Next(6))).ToString())]);
        var report = SampleReport.Measure(_source.Resolver(Names()), [ProfileKey.Symbol]);
        foreach (var row in report.Rows)
        {
            var own = Of(new() { IsRoot = Named(row.Symbol!), MinimumShare = 0 }).Roots;
            Assert.Equal((row.TotalSamples, row.Total), (own.Sum(static root => root.TotalSamples), own.Sum(static root => root.Total)));
            var all = Of(new() { MinimumShare = 0 }).Nodes().Where(node => node.Symbol == row.Symbol).ToList();
            Assert.Equal((row.Samples, row.Period), (all.Sum(static node => node.SelfSamples), all.Sum(static node => node.SelfPeriod)));
            var callers = Of(new() { Direction = CallTreeDirection.Callers, MinimumShare = 0 }).Roots.SingleOrDefault(root => root.Symbol == row.Symbol);
            Assert.Equal(row.Samples, callers?.TotalSamples ?? 0);
        }
    }

    [Theory]
    [InlineData(-0.1, 0)]
    [InlineData(1.1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, -1)]
    public void Refuses_shares_and_depths_that_are_none(double share, int depth) =>
        Assert.ThrowsAny<ArgumentOutOfRangeException>(() => Of(new() { MinimumShare = share, MaxDepth = depth }));

    private static Func<string, string, bool> Named(string name) => (symbol, image) => symbol == name && image == "[kernel.kallsyms]";

    private static SpelledNames Names()
    {
        var names = new SpelledNames();
        for (int letter = 0; letter < 26; letter++)
            names.Names[$"k{letter + 1}"] = ((char)('a' + letter)).ToString();
        return names;
    }

    private void Take(ulong period, params string[] outermostFirst) => Take(period, 1, 0, outermostFirst);

    private void Take(ulong period, int processId, int eventIndex, params string[] outermostFirst) => _source.Sample(
        _source.Task(processId, processId, "c" + processId),
        _source.Chain([.. Enumerable.Reverse(outermostFirst).Select(static name => (0ul, (ulong)((name[0] - 'a' + 1) * 16) + 4, ProcessorMode.Kernel))]),
        period,
        eventIndex);

    private CallTree Of(CallTreeOptions options) => CallTree.Of(Profile.Of(_source.Resolver(Names()), "p"), options);

    private List<string> Tree(CallTreeOptions? options = null) =>
        [.. Of(options ?? new()).Nodes().Select(static node => FormattableString.Invariant($"{new string(' ', 2 * node.Depth)}{node.Symbol} {node.Self:0.###} {node.Total:0.###}"))];
}
