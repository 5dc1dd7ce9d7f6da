using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OProf.Oracle.Tests.PerfData;

/// <summary>Reads what perf script prints of a file.</summary>
internal static partial class PerfScript
{
    /// <summary>All samples, in perf's order, which is that of their time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withChains">Whether samples have their call chains, where there are; else their own place.</param>
    public static List<ScriptSample> Read(string path, bool withChains = true)
    {
        string said = Tool.Run("perf", "evlist", "-v", "-i", path);
        string fields = "comm,pid,tid,event,ip,sym,symoff,dso,period"
            + (said.Contains("|TIME", StringComparison.Ordinal) ? ",time" : "") + (said.Contains("|CPU", StringComparison.Ordinal) ? ",cpu" : "");
        var samples = new List<ScriptSample>();
        string[] chains = withChains ? ["--max-stack", "640"] : ["-G"];
        foreach (string line in Tool.Run("perf", ["script", "-i", path, "-F", fields, "--ns", "--no-inline", .. chains]).Split('\n'))
        {
            if (line.Length == 0)
                continue;
            var head = Head().Match(line);
            if (!head.Success)
            {
                var frame = Frame().Match(line);
                Assert.True(frame.Success && samples.Count > 0, $"perf script: {line}");
                samples[^1].Frames.Add(FrameOf(frame));
                continue;
            }

            samples.Add(SampleOf(head));
            string rest = head.Groups["rest"].Value;
            if (rest.Length > 0)
            {
                var own = Frame().Match(rest);
                Assert.True(own.Success, $"perf script: {line}");
                samples[^1].Frames.Add(FrameOf(own));
            }
        }

        // The kernel could give no chain: then perf prints the sample's own place only where no chains are asked for.
        if (withChains && samples.Exists(static sample => sample.Frames.Count == 0))
        {
            var places = Read(path, withChains: false);
            Assert.Equal(samples.Count, places.Count);
            for (int i = 0; i < samples.Count; i++)
            {
                if (samples[i].Frames.Count == 0)
                    samples[i].Frames.AddRange(places[i].Frames);
            }
        }

        return samples;
    }

    private static ScriptSample SampleOf(Match match) => new()
    {
        Command = match.Groups["comm"].Value,
        ProcessId = int.Parse(match.Groups["pid"].ValueSpan, CultureInfo.InvariantCulture),
        ThreadId = int.Parse(match.Groups["tid"].ValueSpan, CultureInfo.InvariantCulture),
        Cpu = match.Groups["cpu"].Success ? int.Parse(match.Groups["cpu"].ValueSpan, CultureInfo.InvariantCulture) : -1,
        Time = match.Groups["s"].Success
            ? (long.Parse(match.Groups["s"].ValueSpan, CultureInfo.InvariantCulture) * 1_000_000_000) + long.Parse(match.Groups["ns"].ValueSpan, CultureInfo.InvariantCulture)
            : 0,
        Period = long.Parse(match.Groups["period"].ValueSpan, CultureInfo.InvariantCulture),
        Event = match.Groups["event"].Value,
    };

    private static ScriptFrame FrameOf(Match match) => new(
        ulong.Parse(match.Groups["ip"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        match.Groups["sym"].Value,
        match.Groups["off"].Success ? ulong.Parse(match.Groups["off"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0,
        match.Groups["dso"].Value);

    [GeneratedRegex(@"^\s*(?<comm>.*?)\s+(?<pid>-?\d+)/(?<tid>-?\d+)\s+(\[(?<cpu>\d+)\]\s+)?((?<s>\d+)\.(?<ns>\d{9}):\s+)?(?<period>\d+)\s+(?<event>\S+):\s*(?<rest>.*)$")]
    private static partial Regex Head();

    [GeneratedRegex(@"^\s*(?<ip>[0-9a-f]+)\s+(?<sym>.*?)(\+0x(?<off>[0-9a-f]+))?\s\((?<dso>.*)\)$")]
    private static partial Regex Frame();
}
