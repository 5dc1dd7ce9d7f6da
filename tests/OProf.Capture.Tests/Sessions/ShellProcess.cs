using System.Diagnostics;

namespace OProf.Capture.Tests.Sessions;

/// <summary>A shell script that runs until it is disposed of.</summary>
internal sealed class ShellProcess : IDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    public ShellProcess(string script, string shell = "/bin/sh", bool interactive = false)
    {
        var start = new ProcessStartInfo(shell) { ArgumentList = { "-c", script }, RedirectStandardOutput = true, RedirectStandardInput = interactive };
        _process = Process.Start(start) ?? throw new InvalidOperationException("no process");
    }

    public int Id => _process.Id;

    /// <summary>Waits for a line that the script prints.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Gives the script a line, where it is interactive.</summary>
    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            Kill();

        // A process leaves streams that were read from to the finalizer, which would free descriptors in the middle of a test.
        _process.StandardOutput.Dispose();
        if (_process.StartInfo.RedirectStandardInput)
            _process.StandardInput.Dispose();
        _process.Dispose();
    }
}
