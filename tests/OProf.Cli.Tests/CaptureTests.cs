using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Formats.Csv;
using OProf.Capture.Environments;
using Xunit;

namespace OProf.Cli.Tests;

/// <summary>Real captures by the real program.</summary>
public sealed partial class CaptureTests
{
    // Counts in the shell: some hundred milliseconds of user time, on every machine with a shell.
    private const string Busy = "i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done; ";

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit 0", 0)]
    [InlineData("kill -KILL $$", 128 + 9)]
    public void Returns_what_the_command_returned(string script, int expected)
    {
        OprofProcess.RequireCapture();
        var result = OprofProcess.Run("capture", "--quiet", "--", "sh", "-c", script);
        Assert.Equal(expected, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Matches(CountsLine(), result.Error);
    }

    [Fact]
    public void Prints_where_the_samples_fell()
    {
        OprofProcess.RequireCapture();
        var result = OprofProcess.Run("capture", "-F", "999", "--by", "process,image", "--", "sh", "-c", Busy + "exit 5");
        Assert.Equal(5, result.ExitCode);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Share", "Total", "Samples", "ProcessId", "Command", "Image"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines[1..], static line => Assert.Contains(" sh ", line, StringComparison.Ordinal));
        double share = lines[1..].Sum(static line => double.Parse(line[..line.IndexOf('%')], CultureInfo.InvariantCulture));
        Assert.Equal(100, share, 0.01 * lines.Length);
    }

    [Fact]
    public void Gives_the_command_its_arguments_and_output_untouched()
    {
        OprofProcess.RequireCapture();
        var result = OprofProcess.Run("capture", "-q", "--", "sh", "-c", "printf '%s|' \"$@\"", "x", "--help", "-F", "--", "@file", "a b");
        Assert.Equal((0, "--help|-F|--|@file|a b|"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Writes_a_row_a_sample()
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string file = folder.File("samples.csv");
        File.WriteAllText(file, new string('x', 1 << 20));
        var result = OprofProcess.Run("capture", "-q", "-F", "4999", "-e", "cpu-clock", "-o", file, "--", "sh", "-c", Busy);
        Assert.Equal(0, result.ExitCode);

        var rows = CsvTable.Read(File.ReadAllText(file));
        Assert.Equal(SampleCsvWriter.Columns, rows[0]);
        rows.RemoveAt(0);
        Assert.Equal(rows.Count, int.Parse(CountsLine().Match(result.Error).Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.NotEmpty(rows);
        ulong before = 0;
        foreach (string[] row in rows)
        {
            Assert.Equal(SampleCsvWriter.Columns.Count, row.Length);
            ulong time = ulong.Parse(row[0], CultureInfo.InvariantCulture);
            Assert.True(time >= before);
            before = time;
            Assert.True(row[5] is "User" or "Kernel", row[5]);
            Assert.Equal("cpu-clock", row[6].Split(':')[0]);
            Assert.True(ulong.Parse(row[7], CultureInfo.InvariantCulture) > 0);
            Assert.EndsWith(row[10].Replace(';', ':'), row[11], StringComparison.Ordinal);
            Assert.DoesNotContain("OProf.", string.Join(' ', row), StringComparison.Ordinal);
        }

        Assert.Contains(rows, static row => row[5] == "User" && row[8].StartsWith('/'));
    }

    [Fact]
    public void Writes_samples_to_standard_output()
    {
        OprofProcess.RequireCapture(CaptureCapability.SystemWide);
        var result = OprofProcess.Run("capture", "-o", "-", "--max-samples", "5", "-e", "cpu-clock");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1 + 5, CsvTable.Read(result.Output).Count);
        Assert.Contains("5 samples, 0 lost", result.Error, StringComparison.Ordinal);
        Assert.Contains("SampleLimit", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_launch_the_command_where_the_file_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        string witness = folder.File("witness");
        var result = OprofProcess.Run("capture", "-o", folder.File("no/such/folder.csv"), "--", "touch", witness);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no/such", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(witness));
    }

    [Theory]
    [InlineData("-e|no-such-event", "OProf")]
    [InlineData("-F|999|-c|1000", "OProf")]
    [InlineData("--cpu|65535", "OProf")]
    [InlineData("--buffer-size|5000", "OProf")]
    public void Says_what_cannot_be_captured_and_leaves_the_file_as_it_was(string arguments, string id)
    {
        OprofProcess.RequireCapture();
        using var folder = new TemporaryFolder();
        string before = folder.File("before.csv");
        File.WriteAllText(before, "precious");
        string witness = folder.File("witness");
        foreach (string file in new[] { before, folder.File("new.csv") })
        {
            var result = OprofProcess.Run(["capture", .. arguments.Split('|'), "-o", file, "--", "touch", witness]);
            Assert.Equal(1, result.ExitCode);
            Assert.Matches($@"^oprof: .* \[{id}\w+\]\n.+", result.Error);
            Assert.False(File.Exists(witness));
        }

        Assert.Equal("precious", File.ReadAllText(before));
        Assert.False(File.Exists(folder.File("new.csv")));
    }

    [Fact]
    public void Says_that_the_command_was_not_found()
    {
        OprofProcess.RequireCapture();
        var result = OprofProcess.Run("capture", "--", "no-such-command-anywhere");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no-such-command-anywhere", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"\[OProf\w+\]", result.Error);
    }

    [Theory]
    [InlineData(OprofProcess.SIGINT)]
    [InlineData(OprofProcess.SIGTERM)]
    public void A_signal_stops_the_session_and_still_reports(int signal)
    {
        OprofProcess.RequireCapture();
        using var process = OprofProcess.Start("capture", "--", "sh", "-c", Busy + "echo ready; exec sleep 1000");
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        OprofProcess.Signal(process, signal);
        var result = OprofProcess.Finish(process);

        // The session asks the command to end, as perf does: SIGTERM.
        Assert.Equal(128 + OprofProcess.SIGTERM, result.ExitCode);
        Assert.StartsWith("Share", result.Output.TrimStart(), StringComparison.Ordinal);
        Assert.Contains("Stopped", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"oprof: (\d+) samples, \d+ lost, \d+\.\d+ s of command: sh .*; ended: CommandExited")]
    private static partial Regex CountsLine();
}
