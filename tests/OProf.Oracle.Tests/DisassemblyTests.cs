using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Sources;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Instructions beside objdump's, and their samples beside perf annotate's, of the same perf.data file.</summary>
public sealed partial class DisassemblyTests : IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"oprof-annotate-{Environment.ProcessId}-{Guid.NewGuid():N}.data");

    public void Dispose()
    {
        File.Delete(_data);
        File.Delete(_data + ".old");
    }

    [Fact]
    public void Instructions_are_objdumps_and_samples_perf_annotates()
    {
        Tool.Require("perf", "objdump");
        string program = Workload.Build("part");
        Tool.Run("perf", "record", "-q", "--buildid-mmap", "-e", "cpu-clock:u", "-F", "4999", "-o", _data, program, "50", "200");
        using var session = CaptureImport.Open(_data);
        var code = AnnotatedCode.Of(
            Profile.Of(session), SampleResolver.For(session).Names, static (symbol, image) => symbol == "measured" && image.EndsWith("/part", StringComparison.Ordinal),
            new SourceRoots([]), TestContext.Current.CancellationToken);
        Assert.Empty(code.Missing);
        var ours = code.Rows.Where(static row => row.Address is not null).ToList();

        var objdump = ObjdumpLine().Matches(Tool.Run("objdump", "-d", "-w", "--disassemble=measured", program))
            .Select(static line => (ulong.Parse(line.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), line.Groups[2].Value.Trim().Split(' ').Length)).ToList();
        Assert.InRange(objdump.Count, 5, int.MaxValue);
        Assert.Equal(objdump, ours.Select(static row => (row.Address!.Value, row.Length)));

        var annotate = AnnotateLine().Matches(Tool.Run("perf", "annotate", "--stdio", "-n", "-i", _data, "-s", "measured"))
            .Select(static line => (long.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture), ulong.Parse(line.Groups[2].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))
            .Where(static line => line.Item1 > 0).ToList();
        Assert.InRange(annotate.Count, 1, int.MaxValue);
        Assert.Equal(annotate, ours.Where(static row => row.SelfSamples > 0).Select(static row => (row.SelfSamples, row.Address!.Value)));
    }

    [GeneratedRegex(@"^\s*([0-9a-f]+):\t([0-9a-f]{2}(?: [0-9a-f]{2})*) *\t", RegexOptions.Multiline)]
    private static partial Regex ObjdumpLine();

    [GeneratedRegex(@"^\s*(\d+) +: +([0-9a-f]+):", RegexOptions.Multiline)]
    private static partial Regex AnnotateLine();
}
