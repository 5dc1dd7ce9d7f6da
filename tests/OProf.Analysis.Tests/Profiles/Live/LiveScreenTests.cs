using OProf.Analysis.Profiles.Live;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Live;

public sealed class LiveScreenTests
{
    private readonly SyntheticSource _source = new();

    [Fact]
    public void Draws_a_frame_over_the_one_before()
    {
        var top = Top("/f", "/g");
        var screen = new LiveScreen();
        string first = screen.Frame(top.Refresh(), 40, 24);
        Assert.StartsWith("\e[?7l", first, StringComparison.Ordinal);
        Assert.EndsWith("\e[K\r\n\e[J\e[?7h", first, StringComparison.Ordinal);
        Assert.Equal(5, first.Split("\r\n").Length - 1);
        Assert.StartsWith("\r\e[5A\e[?7l", screen.Frame(top.Refresh(), 40, 24), StringComparison.Ordinal);
    }

    [Fact]
    public void Never_has_more_lines_than_the_terminal()
    {
        var top = Top([.. Enumerable.Range(0, 50).Select(static number => $"/f{number}")]);
        var screen = new LiveScreen();
        Assert.Equal(9, screen.Frame(top.Refresh(), 40, 10).Split("\r\n").Length - 1);

        // Nobody knows where a terminal of another size has put them.
        Assert.StartsWith("\e[H\e[2J", screen.Frame(top.Refresh(), 30, 10), StringComparison.Ordinal);
        Assert.Equal(23, screen.Frame(top.Refresh(), 0, 0).Split("\r\n").Length - 1);
    }

    [Fact]
    public void Lets_no_name_steer_the_terminal()
    {
        var lines = LiveText.Lines(Top("/evil\e[2J\u009b31m\n\u2028\u202e").Refresh(), 200, 10);
        Assert.Equal(4, lines.Count);
        Assert.EndsWith("  /evil?[2J?31m???+1 (evil?[2J?31m???)", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Cuts_lines_at_the_width()
    {
        var lines = LiveText.Lines(Top("/a_rather_long_name").Refresh(), 30, 10);
        Assert.All(lines, static line => Assert.True(line.Length <= 30));
    }

    private LiveTop Top(params string[] images)
    {
        var top = new LiveTop(_source.Resolver(), null, LiveKey.Symbol);
        int task = _source.Task(1, 1, "x");
        foreach (string image in images)
            _source.Sample(task, _source.Chain((_source.Image(image), 0x10, ProcessorMode.User)));
        return top;
    }
}
