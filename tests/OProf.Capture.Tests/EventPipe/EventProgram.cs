using System.Diagnostics;
using Xunit;

namespace OProf.Capture.Tests.EventPipe;

/// <summary>The program of tests/EventProgram, which writes events as it is told.</summary>
internal sealed class EventProgram : IDisposable
{
    private readonly Process _process;

    public EventProgram(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "oprof-events.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        Assert.Equal("ready", _process.StandardOutput.ReadLine());
    }

    public int Id => _process.Id;

    /// <summary>Has it do something, and waits until it is done.</summary>
    public void Do(string command)
    {
        Begin(command);
        WaitUntilDone();
    }

    public void Begin(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    public void WaitUntilDone() => Assert.Equal("done", _process.StandardOutput.ReadLine());

    /// <summary>Has it end by itself.</summary>
    public void Exit()
    {
        _process.StandardInput.Close();
        Assert.True(_process.WaitForExit(TimeSpan.FromMinutes(1)));
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
