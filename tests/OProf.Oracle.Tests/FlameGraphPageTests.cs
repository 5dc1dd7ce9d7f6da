using System.Globalization;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>The flame graph of a real capture in a real browser.</summary>
public sealed class FlameGraphPageTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Shows_the_stacks_and_answers_search_and_zoom_without_the_network()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        var profile = Record();
        string file = Write(profile, new FlameGraphOptions { Title = "shares <&> co" });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        var stop = limit.Token;
        await using var browser = await Browser.Open(file, stop);

        await browser.Until("document.querySelectorAll('#chart g.frame').length > 5", stop);
        Assert.Equal("shares <&> co", (string?)await browser.Evaluate("document.title", stop));
        var tree = FlameTree.Of(profile, new FlameGraphOptions())[0];
        int hot = Enumerable.Range(0, tree.Nodes.Count).Where(node => NameOf(tree, node) == "share_50").MaxBy(node => tree.Nodes[node].Total);
        string share = string.Create(CultureInfo.InvariantCulture, $"{100.0 * tree.Nodes[hot].Total / tree.Total:0.00} %");
        Assert.Contains($"{share}", (string?)await browser.Evaluate("d3.selectAll('#chart g.frame[name=share_50] title').nodes().map(title => title.textContent).join('\\n')", stop));

        // Search: the share of what matches, in the footer; and its boxes in their colour.
        await browser.Evaluate("search.value = '^share_50$'; search.dispatchEvent(new Event('input'))", stop);
        await browser.Until("matched.textContent !== ''", stop);

        // A sample in the function's first instructions has another caller, and then there is a second box.
        long matching = Enumerable.Range(0, tree.Nodes.Count).Where(node => NameOf(tree, node) == "share_50").Sum(node => tree.Nodes[node].Total);
        string matched = string.Create(CultureInfo.InvariantCulture, $"{100.0 * matching / tree.Total:0.00} %");
        Assert.EndsWith($"match: {matched}", (string?)await browser.Evaluate("matched.textContent", stop));
        Assert.Equal("#e600e6", (string?)await browser.Evaluate("d3.select('#chart g.frame[name=share_50] rect').attr('fill')", stop));
        await browser.Evaluate("search.value = ''; search.dispatchEvent(new Event('input'))", stop);

        // Zoom: the box that was clicked becomes as wide as the whole was.
        await browser.Evaluate("d3.select('#chart g.frame[name=share_50]').node().dispatchEvent(new MouseEvent('click', { bubbles: true }))", stop);
        await browser.Until("+d3.select('#chart g.frame[name=share_50]').attr('width') > 0.99 * +d3.select('#chart svg').attr('width')", stop);
        await browser.Evaluate("reset.click()", stop);
        await browser.Until("+d3.select('#chart g.frame[name=share_50]').attr('width') < 0.9 * +d3.select('#chart svg').attr('width')", stop);

        // Root at the top.
        await browser.Evaluate("icicle.click()", stop);
        await browser.Until("d3.select('#chart g.frame[name=all]').attr('transform') === 'translate(0,0)'", stop);

        // The orders of time are speedscope's, with the samples of the page.
        foreach (string view in new[] { "time-ordered", "left-heavy", "sandwich" })
        {
            await browser.Evaluate($"document.getElementById('{view}').click()", stop);
            await browser.Until(
                "speedscope.contentDocument.querySelectorAll('canvas').length > 0 && speedscope.contentDocument.body.textContent.includes('shares')", stop);
            if (Environment.GetEnvironmentVariable("OPROF_PICTURES") is { } pictures)
                await browser.Screenshot(Path.Combine(pictures, $"{view}.png"), stop);
        }

        Assert.Empty(browser.Errors);
        Assert.DoesNotContain(browser.Requests, url => !url.StartsWith("file:", StringComparison.Ordinal)
            && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("about:", StringComparison.Ordinal));
        Assert.Equal(1, browser.Requests.Count(url => url.StartsWith("file:", StringComparison.Ordinal)));
    }

    private static string NameOf(FlameTree tree, int node) => tree.Frames[tree.Nodes[node].Frame].Name;

    private string Write(Profile profile, FlameGraphOptions options)
    {
        string file = Path.Combine(_folder, "page.html");
        using var stream = File.Create(file);
        FlameGraphPage.Write(profile, stream, options, TestContext.Current.CancellationToken);
        return file;
    }

    private Profile Record()
    {
        string program = Workload.Build("shares");
        using var session = CaptureSession.Start(Capture.Options with { Command = [program, "1000"] });
        Capture.WaitForEnd(session);
        return Profile.Of(session, cancellation: TestContext.Current.CancellationToken);
    }
}
