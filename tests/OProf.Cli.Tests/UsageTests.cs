using Xunit;

namespace OProf.Cli.Tests;

/// <summary>What is wrong on the command line gives exit code 2, names what is wrong, and launches nothing.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("capture|--frequencee|99|--|true", "--frequencee")]
    [InlineData("capture|true", "true")]
    [InlineData("capture|-F|many", "many")]
    [InlineData("capture|--cpu|0,x", "0,x")]
    [InlineData("capture|--cpu|3-1", "3-1")]
    [InlineData("capture|--cpu|0-2000000000", "0-2000000000")]
    [InlineData("capture|--pid|-1", "-1")]
    [InlineData("capture|--duration|soon", "soon")]
    [InlineData("capture|--duration|0", "'0'")]
    [InlineData("capture|--duration|1e300", "1e300")]
    [InlineData("capture|--buffer-size|8MB", "8MB")]
    [InlineData("capture|--max-memory|99999999999G", "99999999999G")]
    [InlineData("capture|--call-graph|dwarf", "dwarf")]
    [InlineData("capture|--by|symbol,colour", "'colour'")]
    [InlineData("capture|--by|3", "'3'")]
    [InlineData("capture|--top|-1", "--top")]
    [InlineData("capture|-o|-|--|true", "--output -")]
    [InlineData("capture|--force|--|true", "--path")]
    [InlineData("report", "'report'")]
    [InlineData("report|x|--top|-1", "--top")]
    [InlineData("report|x|--|true", "capture")]
    [InlineData("report|x|--tree|--min-share|1.5", "--min-share")]
    [InlineData("report|x|--tree|-o|-", "--output")]
    [InlineData("compare|x", "'compare'")]
    [InlineData("compare|x|y|--min-share|-1", "--min-share")]
    [InlineData("export|x", "'export'")]
    [InlineData("export|x|-", "--format")]
    [InlineData("export|x|y|--format|elephant", "elephant")]
    [InlineData("export|x|y|--format|3", "'3'")]
    [InlineData("export|x|y|--pid|me", "me")]
    [InlineData("check|--|true", "capture")]
    [InlineData("stat", "--")]
    [InlineData("stat|-r|0|--|true", "--repeat")]
    [InlineData("stat|-w|-1|--|true", "--warmup")]
    [InlineData("captured", "captured")]
    [InlineData("", "command")]
    public void Says_what_is_wrong(string arguments, string named)
    {
        var result = OprofProcess.Run(arguments.Split('|', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Help_tells_every_option()
    {
        var result = OprofProcess.Run("capture", "--help");
        Assert.Equal(0, result.ExitCode);
        string[] options =
        [
            "--pid", "--process-name", "--cpu", "--event", "--frequency", "--period", "--call-graph", "--duration", "--max-samples",
            "--buffer-size", "--max-memory", "--path", "--force", "--exclude-kernel", "--exclude-user", "--output", "--by", "--top", "--quiet", "-- command",
        ];
        Assert.All(options, option => Assert.Contains(option, result.Output, StringComparison.Ordinal));
    }
}
