using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A perf record of a process and all that it starts, beside a session, on the same clock and at the same rate.</summary>
internal sealed partial class PerfRecord : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-oracle-").FullName;
    private readonly Process _perf;
    private readonly FileStream _control;
    private readonly StreamReader _acknowledged;
    private readonly Task<string> _said;

    private PerfRecord(int processId)
    {
        string control = Path.Combine(_folder, "control");
        string acknowledged = Path.Combine(_folder, "acknowledged");
        Tool.Run("mkfifo", control, acknowledged);

        // Opened for both, so that neither open waits for the other side.
        _control = new FileStream(control, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
        _acknowledged = new StreamReader(new FileStream(acknowledged, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1));
        // With build ids in its records, as the session has them: the kernel (6.18) marks the records of all listeners so
        // once one has asked for it, and perf 6.1 ends by a signal where it reads the device and inode as a build id.
        _perf = Tool.Start(
            "perf", "record", "-p", processId.ToString(CultureInfo.InvariantCulture), "--buildid-mmap", "-N", "-e", "cpu-clock",
            "-F", Capture.Frequency.ToString(CultureInfo.InvariantCulture), "-m", "8M", "-k", "CLOCK_MONOTONIC",
            "-D", "-1", "--control", $"fifo:{control},{acknowledged}", "-o", DataFile);
        _said = _perf.StandardError.ReadToEndAsync();
        _ = _perf.StandardOutput.ReadToEndAsync();
    }

    private string DataFile => Path.Combine(_folder, "perf.data");

    /// <summary>Attaches perf to a process, and returns when it samples; the test is skipped where there is no perf.</summary>
    public static PerfRecord Start(int processId)
    {
        Tool.Require("perf", "mkfifo");
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
        if (!_perf.HasExited)
            Tell("stop");
        _perf.WaitForExit();
        Assert.True(_perf.ExitCode == 0, _said.Result);
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

    public void Dispose()
    {
        if (!_perf.HasExited)
            _perf.Kill();
        _perf.Dispose();
        _control.Dispose();
        _acknowledged.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Tell(string command)
    {
        _control.Write(System.Text.Encoding.ASCII.GetBytes(command + "\n"));
        _control.Flush();
        Task.WaitAny(_acknowledged.ReadLineAsync(), _perf.WaitForExitAsync());
        Assert.True(!_perf.HasExited || command == "stop", $"perf ended: {(_perf.HasExited ? _said.Result : "")}");
    }

    [GeneratedRegex(@"^\s*.*?\s+(?<pid>-?\d+)/-?\d+\s+(?<s>\d+)\.(?<ns>\d{9}):\s+(?<ip>[0-9a-f]+)\s+(?<sym>.*)\s\((?<dso>.*)\)$")]
    private static partial Regex Line();
}
