using System.Globalization;
using System.Text;
using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Oracle.Tests.PerfData;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Exports beside what perf and babeltrace2 make of the same capture.</summary>
public class ExportTests
{
    [Fact]
    public void A_recording_of_an_import_is_read_by_babeltrace2_without_a_warning()
    {
        Tool.Require("babeltrace2");
        using var file = PerfDataFile.Record("-e", "cpu-clock,page-faults", "-a", "-g");
        using var session = CaptureImport.Open(file.Path);
        string folder = file.Path + ".ctf";
        CaptureExport.Save(session, CaptureFormat.Ctf, folder);
        var events = Babeltrace.Count(folder);
        Assert.Equal(session.SampleCount, events.Where(row => row.Key.Name is "sample" or "sample_in_full").Sum(row => row.Value));
        Assert.Equal(
            SampleResolver.For(session).Samples().Sum(sample => sample.Period),
            Babeltrace.Sum(folder, "sample", "period") + Babeltrace.Sum(folder, "sample_in_full", "period"));
    }

    /// <summary>Put together by name as stackcollapse-perf does it: a line for each chain, weighed by the period.</summary>
    [Theory]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock", "-g", "-c", "777777")]
    public void Folded_stacks_are_those_of_perf_script_put_together(params string[] options)
    {
        using var file = PerfDataFile.Record(options);
        var names = new PerfNames();
        var theirs = new Dictionary<string, long>();
        foreach (var sample in PerfScript.Read(file.Path))
        {
            // Where the last instruction of a function calls, perf names the function behind it; within an exec, by what was before.
            bool differs = sample.Frames.Skip(1).Any(frame => frame.Offset == 0 && frame.Symbol != "[unknown]") || sample.Frames.Exists(frame => frame.Symbol == "bprm_execve");
            string key = differs ? "…" : Key(names, sample.Command, sample.Frames.Select(frame => frame.Symbol));
            theirs[key] = theirs.GetValueOrDefault(key) + sample.Period;
        }

        using var session = CaptureImport.Open(file.Path);
        using var stream = new MemoryStream();
        CaptureExport.Write(session, CaptureFormat.Folded, stream);
        var ours = new Dictionary<string, long>();
        foreach (string line in Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int end = line.LastIndexOf(' ');
            string[] parts = line[..end].Split(';');
            string key = Key(names, parts[0], Enumerable.Reverse(parts[1..]));
            ours[key] = ours.GetValueOrDefault(key) + long.Parse(line.AsSpan(end + 1), CultureInfo.InvariantCulture);
        }

        Assert.Equal(theirs.Values.Sum(), ours.Values.Sum());
        Assert.InRange(theirs.Count, 10, int.MaxValue);
        var missing = theirs.Where(row => row.Key != "…" && ours.GetValueOrDefault(row.Key) < row.Value).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {theirs.Count}:\n{string.Join('\n', missing.Take(5).Select(row => $"{row.Value}, not {ours.GetValueOrDefault(row.Key)}: {row.Key}"))}");
    }

    // Names only: what has none goes by its file here, and by [unknown] there. The kernel's aliases are taken for all, as folded
    // stacks do not say a frame's file.
    private static string Key(PerfNames names, string command, IEnumerable<string> symbols) =>
        command.Replace(' ', '_') + "|" + string.Join('|', symbols.Select(symbol =>
            names.Symbol("[kernel.kallsyms]", symbol) is var name && name.StartsWith('[') ? "[]" : name));
}
