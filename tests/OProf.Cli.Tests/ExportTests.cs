using System.Text;
using Xunit;

namespace OProf.Cli.Tests;

/// <summary>Recordings in other formats, by the real program.</summary>
public sealed class ExportTests
{
    private const string Busy = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";

    [Fact]
    public void Writes_files_by_their_names_and_standard_output_by_the_format()
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string recording = folder.File("recording");
        Assert.Equal(0, OprofProcess.Run("capture", "-q", "--path", recording, "-e", "cpu-clock", "--", "sh", "-c", Busy).ExitCode);
        string samples = OprofProcess.Run("report", recording, "-o", "-").Output;
        Assert.Equal((0, ""), Export(recording, folder.File("a.csv")));
        Assert.Equal(samples, File.ReadAllText(folder.File("a.csv")));
        Assert.Equal((0, samples), Export(recording, "-", "-f", "csv"));
        Assert.Equal((0, ""), Export(recording, folder.File("perf.data")));

        // But for the cookie, the last column but one, which numbers files as they come.
        Assert.Equal(Rows(samples), Rows(Export(folder.File("perf.data"), "-", "--format", "Csv").Output));
        Assert.Equal((0, ""), Export(recording, folder.File("none.folded"), "-p", "1"));
        Assert.Equal("", File.ReadAllText(folder.File("none.folded"), Encoding.UTF8));
    }

    [Fact]
    public void Says_what_is_wrong_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("x.elephant");
        var unknown = OprofProcess.Run("export", folder.File("nothing"), path);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("[OProfExportFormatUnknown]", unknown.Error, StringComparison.Ordinal);
        Assert.Contains(".perf.data", unknown.Error, StringComparison.Ordinal);
        var missing = OprofProcess.Run("export", folder.File("nothing"), path, "-f", "csv");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("[OProfImportNotFound]", missing.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static List<string> Rows(string csv) => [.. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        int group = line.LastIndexOf(',');
        return line[..line.LastIndexOf(',', group - 1)] + line[group..];
    })];

    private static (int ExitCode, string Output) Export(string capture, string file, params string[] options)
    {
        var result = OprofProcess.Run(["export", capture, file, .. options]);
        return (result.ExitCode, result.Output);
    }
}
