using OProf.Capture.Environments;
using Xunit;

namespace OProf.Cli.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public void Events_lists_by_pattern_and_says_why_not()
    {
        var result = OprofProcess.Run("events", "cpu-cl*");
        Assert.Equal(0, result.ExitCode);
        string line = Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("cpu-clock", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_says_that_nothing_matches()
    {
        var result = OprofProcess.Run("events", "nothing-like-this");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nothing-like-this", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_says_every_capability()
    {
        var result = OprofProcess.Run("check");
        Assert.InRange(result.ExitCode, 0, 1);
        Assert.All(Enum.GetNames<CaptureCapability>(), name => Assert.Contains("\n" + name, "\n" + result.Output, StringComparison.Ordinal));
    }
}
