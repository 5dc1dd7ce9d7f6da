using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles.Columns;
using OProf.Oracle.Tests.PerfData;
using Xunit;

namespace OProf.Oracle.Tests.Exports;

/// <summary>What <c>go tool pprof</c> makes of an exported profile.</summary>
public sealed partial class PprofToolTests
{
    [Fact]
    public void Flat_and_cumulative_samples_of_every_function_are_those_of_pprof()
    {
        Tool.Require("go");
        using var file = PerfDataFile.Record("-e", "cpu-clock", "-g");
        string path = file.Path + ".pb.gz";
        using var session = CaptureImport.Open(file.Path);
        CaptureExport.Save(session, CaptureFormat.Pprof, path);
        var ours = Count(Profile.Of(session));
        var theirs = new Dictionary<string, (long Flat, long Cumulative)>();
        foreach (Match match in Row().Matches(Top(path)))
            theirs[match.Groups["name"].Value] = (Number(match.Groups["flat"]), Number(match.Groups["cum"]));
        Assert.InRange(theirs.Count, 50, int.MaxValue);
        Assert.Equal(ours.OrderBy(row => row.Key, StringComparer.Ordinal), theirs.OrderBy(row => row.Key, StringComparer.Ordinal));
    }

    // A function that calls itself counts once; pprof knows functions by their names.
    private static Dictionary<string, (long Flat, long Cumulative)> Count(Profile profile)
    {
        var rows = new Dictionary<string, (long Flat, long Cumulative)>();
        foreach (var sample in profile.Samples)
        {
            var seen = new HashSet<string>();
            for (int at = sample.Stack; at != 0; at = profile.Stacks.ParentOf(at))
            {
                string name = profile.NameOf(profile.Frames[profile.Stacks.FrameOf(at)].Function);
                if (!seen.Add(name))
                    continue;
                var row = rows.GetValueOrDefault(name);
                rows[name] = (row.Flat + (at == sample.Stack ? 1 : 0), row.Cumulative + 1);
            }
        }

        return rows;
    }

    private static string Top(string path)
    {
        var start = new ProcessStartInfo("go", ["tool", "pprof", "-top", "-symbolize=none", "-sample_index=samples", "-nodecount=1000000", "-nodefraction=0", "-edgefraction=0", "-trim=false", path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = Path.GetDirectoryName(path);
        using var process = Process.Start(start)!;
        return Tool.Finish(process);
    }

    private static long Number(Group text) => long.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *(?<flat>\d+) +[\d.]+% +[\d.]+% +(?<cum>\d+) +[\d.]+%  (?<name>.+?)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
