using System.Globalization;
using Xunit;

namespace OProf.Cli.Tests;

/// <summary>Captures to disk by the real program, and its reports of them.</summary>
public sealed class RecordingTests
{
    // Counts in the shell: some hundred milliseconds of user time, on every machine with a shell.
    private const string Busy = "i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done";

    [Fact]
    public void A_report_of_a_recording_is_that_of_the_capture()
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string recording = folder.File("deep/down/recording");
        var captured = OprofProcess.Run("capture", "--path", recording, "-e", "cpu-clock", "--top", "0", "--by", "process,image", "--", "sh", "-c", Busy);
        Assert.Equal(0, captured.ExitCode);
        Assert.Contains(" sh ", captured.Output, StringComparison.Ordinal);
        var reported = OprofProcess.Run("report", recording, "--top", "0", "--by", "process,image");
        Assert.Equal((0, captured.Output), (reported.ExitCode, reported.Output));
        Assert.Equal(LastLine(captured.Error), LastLine(reported.Error));
    }

    [Fact]
    public void Samples_of_a_recording_are_those_of_the_capture()
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string recording = folder.File("recording");
        string samples = folder.File("samples.csv");
        Assert.Equal(0, OprofProcess.Run("capture", "-q", "--path", recording, "-o", samples, "-e", "cpu-clock", "--", "sh", "-c", Busy).ExitCode);
        var rows = CsvTable.Read(File.ReadAllText(samples));
        Assert.True(rows.Count > 1);
        Assert.Equal(rows, CsvTable.Read(OprofProcess.Run("report", recording, "-o", "-", "--recover").Output));
    }

    [Fact]
    public void Reports_time_off_the_CPU_of_a_capture_and_its_recording()
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string recording = folder.File("recording");
        string slept = folder.File("slept");
        string script = $"from=$(date +%s%N); sleep 0.2; to=$(date +%s%N); echo $((to - from)) > {slept}";
        var captured = OprofProcess.Run("capture", "--off-cpu", "--path", recording, "-e", "cpu-clock", "--", "sh", "-c", script);
        Assert.Equal(0, captured.ExitCode);
        string[] lines = captured.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["Seconds", "Share", "Total", "Count", "ProcessId", "Command", "Reason", "Image", "Symbol"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));

        // As long as it was told to, and not longer than the shell waited for it.
        double seconds = lines[1..].Where(static line => line.Contains(" sleep ", StringComparison.Ordinal))
            .Max(static line => double.Parse(line.Trim().Split(' ')[0], CultureInfo.InvariantCulture));
        Assert.InRange(seconds, 0.2, double.Parse(File.ReadAllText(slept), CultureInfo.InvariantCulture) / 1e9);
        Assert.Equal((0, captured.Output), Reported("--off-cpu"));
        Assert.Equal(0, Reported("--by", "symbol").Item1);
        var none = OprofProcess.Run("capture", "-q", "--path", recording, "--force", "--", "true");
        Assert.Equal(0, none.ExitCode);
        Assert.Contains("oprof capture --off-cpu", OprofProcess.Run("report", recording, "--off-cpu").Error, StringComparison.Ordinal);

        (int, string) Reported(params string[] options)
        {
            var reported = OprofProcess.Run(["report", recording, .. options]);
            return (reported.ExitCode, reported.Output);
        }
    }

    [Theory]
    [InlineData("--off-cpu", "--by", "event")]
    [InlineData("--by", "reason")]
    public void Refuses_keys_that_a_report_has_not(params string[] options)
    {
        using var folder = new TemporaryFolder();
        var result = OprofProcess.Run(["report", folder.File("any"), .. options]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("reason", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_only_taken_over_by_force()
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string recording = folder.File("recording");
        Assert.Equal(0, OprofProcess.Run("capture", "-q", "--path", recording, "--", "true").ExitCode);
        var refused = OprofProcess.Run("capture", "-q", "--path", recording, "--", "true");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[OProfRecordingNotEmpty]", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, OprofProcess.Run("capture", "-q", "--path", recording, "--force", "--", "true").ExitCode);
    }

    [Fact]
    public void Says_what_is_no_recording()
    {
        using var folder = new TemporaryFolder();
        var missing = OprofProcess.Run("report", folder.File("nothing"));
        Assert.Equal((1, ""), (missing.ExitCode, missing.Output));
        Assert.Contains("[OProfImportNotFound]", missing.Error, StringComparison.Ordinal);
        File.WriteAllText(folder.File("metadata"), "/* CTF 1.8 */ trace { major = ; };");
        var altered = OprofProcess.Run("report", Path.GetDirectoryName(folder.File("metadata"))!);
        Assert.Equal(1, altered.ExitCode);
        Assert.Contains("line 1, column 33", altered.Error, StringComparison.Ordinal);
        Assert.Contains("[OProfImportMetadata]", altered.Error, StringComparison.Ordinal);
    }

    private static string LastLine(string text) => text.TrimEnd('\n').Split('\n')[^1];
}
