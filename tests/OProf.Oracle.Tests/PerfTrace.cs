using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>
/// A perf record of tracepoints of the whole system, beside a session and on the same clock. Without perf itself: what it does to
/// write its records would be recorded, and so on for ever.
/// </summary>
internal sealed partial class PerfTrace : ControlledPerf
{
    private PerfTrace(string events)
        : base("-a", "-c", "1", "-R", "-m", "32M", "-e", events, "--exclude-perf")
    {
    }

    /// <summary>Starts perf, and returns when it records; the test is skipped where there is none.</summary>
    public static PerfTrace Start(params string[] events)
    {
        var trace = new PerfTrace(string.Join(',', events));
        try
        {
            trace.Tell("enable");
            return trace;
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    /// <summary>The thread that is left out.</summary>
    public int Excluded => ProcessId;

    /// <summary>Ends the record.</summary>
    public void Stop() => Interrupt();

    /// <summary>Reads what was recorded.</summary>
    /// <param name="lost">Whether perf lost something.</param>
    public List<PerfTracepoint> Read(out bool lost)
    {
        lost = Said.Contains("LOST", StringComparison.OrdinalIgnoreCase) || Said.Contains("lost", StringComparison.Ordinal);
        var hits = new List<PerfTracepoint>();
        using var script = Tool.Start("perf", "script", "-i", DataFile, "-F", "comm,pid,tid,cpu,time,event,trace", "--ns");
        script.StandardInput.Close();
        var errors = script.StandardError.ReadToEndAsync();
        while (script.StandardOutput.ReadLine() is { } line)
        {
            var match = Line().Match(line);
            Assert.True(match.Success, $"perf script: {line}");
            hits.Add(new PerfTracepoint(
                (Number(match.Groups["s"]) * 1_000_000_000) + Number(match.Groups["ns"]), (int)Number(match.Groups["cpu"]),
                (int)Number(match.Groups["pid"]), (int)Number(match.Groups["tid"]), match.Groups["event"].Value, match.Groups["fields"].Value));
        }

        script.WaitForExit();
        Assert.True(script.ExitCode == 0, errors.Result);
        return hits;
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*.*?\s+(?<pid>-?\d+)/(?<tid>-?\d+)\s+\[(?<cpu>\d+)\]\s+(?<s>\d+)\.(?<ns>\d{9}):\s+(?<event>\S+):\s(?<fields>.*)$")]
    private static partial Regex Line();
}
