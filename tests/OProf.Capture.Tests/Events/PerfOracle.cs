using System.Diagnostics;
using Xunit;

namespace OProf.Capture.Tests.Events;

/// <summary>The perf tool, where it is installed.</summary>
internal static class PerfOracle
{
    /// <summary>What perf writes to both outputs; the test is skipped where there is no perf.</summary>
    public static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("perf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var perf = Process.Start(start)!;
            var output = perf.StandardOutput.ReadToEndAsync();
            var errors = perf.StandardError.ReadToEndAsync();
            perf.WaitForExit();
            return output.Result + errors.Result;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Skip($"perf is not installed: {e.Message}");
            throw;
        }
    }

    /// <summary>
    /// The fields of the attributes that one perf record -vv prints for the events, in their order; the test is skipped where perf
    /// prints fewer. What perf adds for itself comes after them.
    /// </summary>
    public static IReadOnlyList<Dictionary<string, string>> AttrsOf(IReadOnlyList<string> events, params string[] options)
    {
        var file = Path.GetTempFileName();
        try
        {
            var said = Run(["record", "-vv", .. events.SelectMany(text => new[] { "-e", text }), "-o", file, .. options, "true"]);
            var attrs = said.Split("perf_event_attr:\n").Skip(1).Take(events.Count).Select(Fields).ToList();
            if (attrs.Count < events.Count)
                Assert.Skip($"perf record shows {attrs.Count} of {events.Count} attributes here: {said.Split('\n').LastOrDefault(line => line.Length > 0)}");
            return attrs;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Dictionary<string, string> Fields(string text) => text.Split('\n')
        .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
        .ToDictionary(line => line[..line.LastIndexOf(' ')].Trim(), line => line[(line.LastIndexOf(' ') + 1)..]);
}
