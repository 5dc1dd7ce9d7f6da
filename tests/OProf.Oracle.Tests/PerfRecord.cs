using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A perf record of a process and all that it starts, beside a session, on the same clock and at the same rate.</summary>
internal sealed partial class PerfRecord : ControlledPerf
{
    private PerfRecord(int processId)
        : base(
            "-p", processId.ToString(CultureInfo.InvariantCulture), "-e", "cpu-clock",
            "-F", Capture.Frequency.ToString(CultureInfo.InvariantCulture), "-m", "8M")
    {
    }

    /// <summary>Attaches perf to a process, and returns when it samples; the test is skipped where there is no perf.</summary>
    public static PerfRecord Start(int processId)
    {
        var record = new PerfRecord(processId);
        try
        {
            record.Tell("enable");
            return record;
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }

    /// <summary>Ends the record, where the process has not ended it.</summary>
    /// <returns>Its samples.</returns>
    public List<PerfSample> Stop()
    {
        Finish();
        var samples = new List<PerfSample>();
        foreach (string line in Tool.Run("perf", "script", "-i", DataFile, "-F", "comm,pid,tid,time,ip,sym,dso", "--ns").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, $"perf script: {line}");
            samples.Add(new PerfSample(
                int.Parse(match.Groups["pid"].ValueSpan, CultureInfo.InvariantCulture),
                (long.Parse(match.Groups["s"].ValueSpan, CultureInfo.InvariantCulture) * 1_000_000_000) + long.Parse(match.Groups["ns"].ValueSpan, CultureInfo.InvariantCulture),
                ulong.Parse(match.Groups["ip"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                match.Groups["sym"].Value,
                match.Groups["dso"].Value));
        }

        return samples;
    }

    [GeneratedRegex(@"^\s*.*?\s+(?<pid>-?\d+)/-?\d+\s+(?<s>\d+)\.(?<ns>\d{9}):\s+(?<ip>[0-9a-f]+)\s+(?<sym>.*)\s\((?<dso>.*)\)$")]
    private static partial Regex Line();
}
