using System.Xml.Linq;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.FlameGraph;

public sealed class FlameGraphTests
{
    private const ProcessorMode User = ProcessorMode.User;
    private const ProcessorMode Kernel = ProcessorMode.Kernel;

    [Fact]
    public void Puts_chains_together_from_the_outermost_frame_on()
    {
        var tree = Assert.Single(FlameTree.Of(Mixed(30, 10), new FlameGraphOptions { MinimumShare = 0 }));
        Assert.Equal(
            ["all 0 40", "x 0 40", "a+1 10 40", "a+2 30 30"],
            tree.Nodes.Select(node => $"{tree.Frames[node.Frame].Name} {node.Self} {node.Total}"));
        Assert.All(tree.Nodes, node => Assert.True(node.Parent < tree.Nodes.ToList().IndexOf(node)));
    }

    [Fact]
    public void Has_all_weight_in_its_root_whatever_the_chains()
    {
        var random = new Random(11);
        var source = new SyntheticSource("cycles", "page-faults");
        ulong a = source.Image("a");
        int[] tasks = [source.Task(1, 1, "x"), source.Task(2, 2, "y")];
        long[] sums = [0, 0];
        for (int i = 0; i < 2000; i++)
        {
            var chain = Enumerable.Range(0, random.Next(1, 12)).Select(_ => (a, (ulong)(0x10 * random.Next(1, 5)), User)).ToArray();
            int period = random.Next(1, 100);
            int kind = random.Next(2);
            sums[kind] += period;
            source.Sample(tasks[random.Next(2)], source.Chain(chain), period: (ulong)period, eventIndex: kind);
        }

        var profile = Profile.Of(source.Resolver(), "p");
        foreach (var options in new[] { new FlameGraphOptions { MinimumShare = 0 }, new FlameGraphOptions { MinimumShare = 0, ByProcess = false } })
        {
            foreach (var tree in FlameTree.Of(profile, options))
            {
                Assert.Equal(tree.Event.Name == "cycles" ? sums[0] : sums[1], tree.Total);
                Assert.Equal(tree.Total, tree.Nodes.Sum(node => node.Self));
                var children = new long[tree.Nodes.Count];
                foreach (var node in tree.Nodes.Skip(1))
                    children[node.Parent] += node.Total;
                for (int i = 0; i < tree.Nodes.Count; i++)
                    Assert.Equal(tree.Nodes[i].Total, tree.Nodes[i].Self + children[i]);
            }
        }
    }

    [Fact]
    public void Compares_shares_with_a_baseline_and_keeps_what_is_gone()
    {
        var tree = Assert.Single(FlameTree.Of(Mixed(30, 10), new FlameGraphOptions { MinimumShare = 0, Baseline = Mixed(100, 100) }));
        int inner = tree.Nodes.ToList().FindIndex(node => tree.Frames[node.Frame].Name == "a+2");
        Assert.Equal(0.75 - 0.5, tree.GrowthOf(inner), 9);
        Assert.Equal(0, tree.GrowthOf(0), 9);

        var gone = Assert.Single(FlameTree.Of(Mixed(0, 10), new FlameGraphOptions { Baseline = Mixed(100, 100) }));
        inner = gone.Nodes.ToList().FindIndex(node => gone.Frames[node.Frame].Name == "a+2");
        Assert.Equal((0, 100), (gone.Nodes[inner].Total, gone.Nodes[inner].BaselineTotal));
    }

    [Fact]
    public void Leaves_out_what_is_small_and_what_stands_on_it()
    {
        var tree = Assert.Single(FlameTree.Of(Mixed(1, 999), new FlameGraphOptions { MinimumShare = 0.01 }));
        Assert.Equal(["all", "x", "a+1"], tree.Nodes.Select(node => tree.Frames[node.Frame].Name));
        Assert.Equal(1000, tree.Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Draws_an_svg_whose_boxes_stand_on_their_callers(bool icicle)
    {
        var source = new SyntheticSource();
        ulong a = source.Image("/usr/lib/<odd> & \"so\"");
        int task = source.Task(1, 1, "a<b>&");
        source.Sample(task, source.Chain((0, 0x10, Kernel), (a, 0x28, User), (a, 0x18, User)), period: 600);
        source.Sample(task, source.Chain((a, 0x18, User)), period: 400);
        var writer = new StringWriter();
        FlameGraphSvg.Write(Profile.Of(source.Resolver(), "p <&>"), writer, new FlameGraphOptions { Icicle = icicle });
        var svg = XDocument.Parse(writer.ToString()).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        var boxes = svg.Elements(ns + "g").Select(g => g.Element(ns + "rect")!).ToList();
        Assert.Equal(5, boxes.Count);
        Assert.Empty(svg.Descendants(ns + "script"));
        Assert.Equal(1180, Number(boxes[0], "width"));
        Assert.Equal(1180 * 0.6, Number(boxes[4], "width"), 1);
        for (int i = 1; i < boxes.Count; i++)
        {
            Assert.True(Number(boxes[i], "x") >= Number(boxes[i - 1], "x"));
            Assert.True(Number(boxes[i], "width") <= Number(boxes[i - 1], "width"));
            Assert.Equal(icicle ? 17 : -17, Number(boxes[i], "y") - Number(boxes[i - 1], "y"), 1);
        }

        Assert.Contains("a<b>&: 100.00 %", svg.Elements(ns + "g").Select(g => g.Element(ns + "title")!.Value).ElementAt(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_a_profile_without_samples()
    {
        var writer = new StringWriter();
        FlameGraphSvg.Write(Profile.Of(new SyntheticSource().Resolver(), "p"), writer, new FlameGraphOptions());
        Assert.Contains("no samples", XDocument.Parse(writer.ToString()).Root!.Value, StringComparison.Ordinal);
        using var page = new MemoryStream();
        FlameGraphPage.Write(Profile.Of(new SyntheticSource().Resolver(), "p"), page, new FlameGraphOptions(), TestContext.Current.CancellationToken);
        Assert.True(page.Length > 0);
    }

    private static double Number(XElement element, string name) => (double)element.Attribute(name)!;

    private static Profile Mixed(ulong inner, ulong outer)
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        source.Sample(task, source.Chain((a, 0x18, User)), period: outer);
        if (inner > 0)
            source.Sample(task, source.Chain((a, 0x28, User), (a, 0x18, User)), period: inner);
        return Profile.Of(source.Resolver(), "p");
    }
}
