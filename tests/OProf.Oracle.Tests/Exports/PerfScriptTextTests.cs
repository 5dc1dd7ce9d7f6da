using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Oracle.Tests.PerfData;
using Xunit;

namespace OProf.Oracle.Tests.Exports;

/// <summary>The text of <c>perf script</c> beside the file that it is of.</summary>
public sealed class PerfScriptTextTests
{
    [Theory]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock,page-faults", "-a")]
    public void Its_samples_are_those_of_the_file(params string[] options)
    {
        using var file = PerfDataFile.Record(options);
        string text = file.Path + ".txt";
        File.WriteAllText(text, Tool.Run("perf", "script", "-i", file.Path, "-F", "+pid,+period", "--ns", "--no-inline"));
        var ours = Lines(text);
        Assert.InRange(ours.Count, 50, int.MaxValue);
        Assert.Equal(Lines(file.Path), ours);
    }

    private static List<string> Lines(string path)
    {
        using var session = CaptureImport.Open(path);
        return [.. SampleResolver.For(session).Samples().Select(sample =>
            $"{sample.Time} {sample.ProcessId}/{sample.ThreadId} {sample.Event} {sample.Period} {sample.GetFrames().Count}").Order(StringComparer.Ordinal)];
    }
}
