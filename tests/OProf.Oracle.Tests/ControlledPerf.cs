using System.Diagnostics;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A perf record that is told through a pipe when to begin and when to end, so that it is known when it samples.</summary>
internal abstract class ControlledPerf : IDisposable
{
    private readonly Process _perf;
    private readonly FileStream _control;
    private readonly StreamReader _acknowledged;
    private readonly Task<string> _said;

    /// <summary>Starts perf, which waits; the test is skipped where there is none.</summary>
    protected ControlledPerf(params string[] arguments)
    {
        Tool.Require("perf", "mkfifo");
        string control = Path.Combine(Folder, "control");
        string acknowledged = Path.Combine(Folder, "acknowledged");
        Tool.Run("mkfifo", control, acknowledged);

        // Opened for both, so that neither open waits for the other side.
        _control = new FileStream(control, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
        _acknowledged = new StreamReader(new FileStream(acknowledged, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1));

        // With build ids in its records, as the session has them: the kernel (6.18) marks the records of all listeners so
        // once one has asked for it, and perf 6.1 ends by a signal where it reads the device and inode as a build id.
        _perf = Tool.Start(
            "perf",
            ["record", "--buildid-mmap", "-N", "-k", "CLOCK_MONOTONIC", "-D", "-1", "--control", $"fifo:{control},{acknowledged}", "-o", DataFile, .. arguments]);
        _said = _perf.StandardError.ReadToEndAsync();
        _ = _perf.StandardOutput.ReadToEndAsync();
    }

    protected string DataFile => Path.Combine(Folder, "perf.data");

    /// <summary>What perf said, when it has ended.</summary>
    protected string Said => _said.Result;

    private string Folder { get; } = Directory.CreateTempSubdirectory("oprof-oracle-").FullName;

    public void Dispose()
    {
        if (!_perf.HasExited)
            _perf.Kill();
        _perf.Dispose();
        _control.Dispose();
        _acknowledged.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Tells it something, and returns when it is done.</summary>
    protected void Tell(string command)
    {
        _control.Write(System.Text.Encoding.ASCII.GetBytes(command + "\n"));
        _control.Flush();
        Task.WaitAny(_acknowledged.ReadLineAsync(), _perf.WaitForExitAsync());
        Assert.True(!_perf.HasExited || command == "stop", $"perf ended: {(_perf.HasExited ? _said.Result : "")}");
    }

    /// <summary>Its process.</summary>
    protected int ProcessId => _perf.Id;

    /// <summary>Waits for its end, after what it follows has ended or it was told to.</summary>
    protected void Finish()
    {
        if (!_perf.HasExited)
            Tell("stop");
        _perf.WaitForExit();
        Assert.True(_perf.ExitCode == 0, _said.Result);
    }

    /// <summary>Ends it by a signal: perf looks at what it is told only when there is nothing to record.</summary>
    protected void Interrupt()
    {
        const int BySignal = 128 + 2;
        Tool.Run("kill", "-INT", _perf.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _perf.WaitForExit();
        Assert.True(_perf.ExitCode is 0 or BySignal, _said.Result);
    }
}
