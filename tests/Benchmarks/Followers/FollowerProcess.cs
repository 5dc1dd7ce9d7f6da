using System.Diagnostics;
using System.Globalization;

namespace OProf.Benchmarks.Followers;

/// <summary>A process that follows a session.</summary>
internal sealed class FollowerProcess : IDisposable
{
    private readonly Process _process;

    private FollowerProcess(Process process) => _process = process;

    /// <summary>One that follows a session of this process.</summary>
    public static FollowerProcess Start(int sessionId) =>
        Start("follow", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), sessionId.ToString(CultureInfo.InvariantCulture));

    /// <summary>One that follows a ring.</summary>
    public static FollowerProcess StartOnRing(string path) => Start("follow-ring", path);

    private static FollowerProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FollowerProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() != "connected")
            throw new InvalidOperationException("A follower could not connect.");
        return new FollowerProcess(process);
    }

    /// <summary>Nanoseconds between each sample and its being read, once the session has ended.</summary>
    public List<long> Ages(out long missed)
    {
        var ages = new List<long>();
        string? line = _process.StandardOutput.ReadLine();
        for (; line is not null && !line.StartsWith('m'); line = _process.StandardOutput.ReadLine())
            ages.Add(long.Parse(line, CultureInfo.InvariantCulture));
        missed = long.Parse(line!.AsSpan("missed ".Length), CultureInfo.InvariantCulture);
        return ages;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
