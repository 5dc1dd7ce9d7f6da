using System.Globalization;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Capture.Environments;
using Xunit;

namespace OProf.Oracle.Tests.PerfData;

/// <summary>Files of <c>perf record --all-cgroups</c>, added up by control group beside perf report.</summary>
public class PerfDataCgroupTests
{
    [Theory]
    [InlineData("-a", "-e", "cpu-clock,page-faults", "-g")]
    [InlineData("-e", "cpu-clock", "-g", "-z", "-d")]
    public void Counts_periods_and_shares_are_those_of_perf_report(params string[] options)
    {
        Capture.Require(CaptureCapability.SystemWide);
        string program = Workload.Build("shares");
        using var groups = new ControlGroups();

        // One moves while it runs.
        string script = $"""
            ({groups.Enter(groups.One)}; {program} 200 > /dev/null; {groups.Enter(groups.Two)}; {program} 100 > /dev/null) &
            ({groups.Enter(groups.Two)}; exec {program} 150 > /dev/null) &
            wait
            """;
        using var file = PerfDataFile.RecordScript(script, ["--all-cgroups", .. options]);
        var theirs = Theirs(file.Path);
        Assert.Contains(theirs, row => row.Contains($" {groups.One} ", StringComparison.Ordinal));
        Assert.Contains(theirs, row => row.Contains($" {groups.Two} ", StringComparison.Ordinal));
        Assert.Equal(theirs, Ours(file.Path));
        Assert.Equal(theirs, Theirs(file.Export()));
    }

    private static List<string> Theirs(string path)
    {
        var rows = new List<string>();
        string name = "";
        string text = Tool.Run("perf", "report", "--stdio", "--no-children", "-g", "none", "-s", "cgroup,comm", "-F", "overhead,sample,period,cgroup,comm", "-t", "|", "-w", "0,0,0,64,32", "-i", path);
        foreach (string line in text.Split('\n'))
        {
            int quote = line.IndexOf("of event '", StringComparison.Ordinal);
            if (quote >= 0)
                name = line[(quote + 10)..].Split('\'')[0];
            if (line.StartsWith('#') || line.Length == 0)
                continue;
            string[] fields = [.. line.Split('|').Select(field => field.Trim())];
            Assert.True(fields.Length == 5, $"perf report: {line}");
            rows.Add($"{name} {fields[3]} {fields[4]}: {fields[0]} {fields[1]} {fields[2]}");
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static List<string> Ours(string path)
    {
        using var session = CaptureImport.Open(path);
        var counts = new Dictionary<(string Event, string Group, string Command), (long Samples, long Period)>();
        var all = new Dictionary<string, long>();
        foreach (var sample in SampleResolver.For(session).Samples())
        {
            var key = (sample.Event, sample.Cgroup!, sample.Command.TrimEnd());
            var (samples, period) = counts.GetValueOrDefault(key);
            counts[key] = (samples + 1, period + sample.Period);
            all[sample.Event] = all.GetValueOrDefault(sample.Event) + sample.Period;
        }

        // What the report says is what the samples add up to.
        var reported = SampleReport.Measure(session, [ProfileKey.Event, ProfileKey.Cgroup]).Rows;
        Assert.Equal(
            counts.GroupBy(count => (count.Key.Event, count.Key.Group)).Select(group => (group.Key.Event, group.Key.Group, group.Sum(count => count.Value.Samples), group.Sum(count => count.Value.Period))).Order(),
            reported.Select(row => (row.Event!, row.Cgroup!, row.Samples, row.Period)).Order());

        List<string> rows = [.. counts.Select(count => string.Create(
            CultureInfo.InvariantCulture,
            $"{count.Key.Event} {count.Key.Group} {count.Key.Command}: {100.0 * count.Value.Period / all[count.Key.Event]:F2}% {count.Value.Samples} {count.Value.Period}"))];
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
