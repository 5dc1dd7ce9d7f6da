using OProf.Capture.Environments;
using Xunit;

namespace OProf.Cli.Tests;

/// <summary><c>oprof top</c>.</summary>
public sealed class TopTests
{
    [Fact]
    public void Prints_refreshes_below_each_other_where_there_is_no_terminal()
    {
        OprofProcess.RequireCapture(CaptureCapability.SystemWide);
        var result = OprofProcess.Run("top", "-e", "cpu-clock", "-n", "2", "-i", "200ms", "--first", "2", "--by", "process");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Output.Split("records lost").Length - 1);
        Assert.Equal(2, result.Output.Split("Share Overall").Length - 1);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public void Ends_with_SIGINT()
    {
        OprofProcess.RequireCapture(CaptureCapability.SystemWide);
        using var process = OprofProcess.Start("top", "-e", "cpu-clock", "-i", "100ms");
        Assert.NotNull(process.StandardOutput.ReadLine());
        OprofProcess.Signal(process, OprofProcess.SIGINT);
        Assert.Equal(0, OprofProcess.Finish(process).ExitCode);
    }

    [Theory]
    [InlineData("is too short", "-i", "0.05s")]
    [InlineData("no length of time", "-i", "soon")]
    [InlineData("no number of 1 or more", "-n", "0")]
    [InlineData("no number of 1 or more", "--first", "-1")]
    [InlineData("goes with --follow", "--by", "marker")]
    [InlineData("takes a session as it is", "--follow", "1", "--pid", "2")]
    public void Says_what_is_wrong(string expected, params string[] options)
    {
        var result = OprofProcess.Run(["top", .. options]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
