using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>What babeltrace2 reads in a trace.</summary>
internal static partial class Babeltrace
{
    /// <summary>Counts the events by name and CPU (-1 where a stream has none); the test fails where it warns of anything.</summary>
    public static Dictionary<(string Name, int Cpu), long> Count(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("babeltrace2", ["--no-delta", "--clock-cycles", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var counts = new Dictionary<(string, int), long>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var match = Event().Match(line);
            Assert.True(match.Success, $"babeltrace2 says: {line}");
            var key = (match.Groups["name"].Value, match.Groups["cpu"].Success ? int.Parse(match.Groups["cpu"].ValueSpan, null) : -1);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        process.WaitForExit();
        Assert.Equal("", errors.Result);
        Assert.Equal(0, process.ExitCode);
        return counts;
    }

    /// <summary>The sum of a field of all events of a name.</summary>
    public static long Sum(string path, string name, string field)
    {
        string events = Tool.Run("babeltrace2", "--no-delta", "--clock-cycles", path);
        return Regex.Matches(events, $@"^\[\d+\] \S+ {name}: \{{ .*?\b{field} = (\d+)", RegexOptions.Multiline)
            .Sum(match => long.Parse(match.Groups[1].ValueSpan, null));
    }

    [GeneratedRegex(@"^\[\d+\] \S+ (?<name>\w+): \{ (cpu_id = (?<cpu>\d+) \}|)")]
    private static partial Regex Event();
}
