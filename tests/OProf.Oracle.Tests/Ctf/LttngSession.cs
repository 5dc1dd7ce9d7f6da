using System.Diagnostics;
using System.Globalization;

namespace OProf.Oracle.Tests.Ctf;

/// <summary>
/// A recording session of LTTng's user-space tracer. Where no session daemon runs, one is started for the time of the
/// session, and nothing of it stays.
/// </summary>
internal sealed class LttngSession : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-lttng-").FullName;
    private readonly string _name = $"oprof-{Guid.NewGuid():N}";
    private readonly Process? _daemon;
    private bool _isStarted;

    public LttngSession()
    {
        Tool.Require("lttng", "lttng-sessiond", "gcc");
        if (!File.Exists("/usr/include/lttng/tracepoint.h") && Directory.GetDirectories("/usr/include", "*-linux-gnu").All(folder => !File.Exists(Path.Combine(folder, "lttng", "tracepoint.h"))))
            Xunit.Assert.Skip("The headers of lttng-ust are not installed.");
        if (!IsAnswered())
            _daemon = StartDaemon();
    }

    /// <summary>Where the trace is written.</summary>
    public string Output => Path.Combine(_folder, "trace");

    /// <summary>Makes the session and its channel, and starts it.</summary>
    public void Start(string[] channel, string events, params string[] contexts)
    {
        Tool.Run("lttng", "create", _name, "--output", Output);
        _isStarted = true;
        Tool.Run("lttng", ["enable-channel", "-s", _name, "-u", "channel", .. channel]);
        Tool.Run("lttng", "enable-event", "-s", _name, "-u", events, "-c", "channel");
        foreach (string context in contexts)
            Tool.Run("lttng", "add-context", "-s", _name, "-u", "-t", context);
        Tool.Run("lttng", "start", _name);
    }

    /// <summary>Runs the program that emits through every field macro, or only pairs but fast, and waits for its end.</summary>
    public void RunFields(int rounds, bool isBurst = false)
    {
        string program = Path.Combine(_folder, "ust_fields");
        string sources = Path.Combine(AppContext.BaseDirectory, "Workloads");
        if (!File.Exists(program))
            Tool.Run("gcc", "-O1", "-I", sources, "-o", program, Path.Combine(sources, "ust_fields.c"), "-llttng-ust", "-ldl");
        var info = new ProcessStartInfo(program, [rounds.ToString(CultureInfo.InvariantCulture), .. isBurst ? ["burst"] : Array.Empty<string>()]);

        // It goes on only when the daemon knows it: else its first events are in no trace.
        info.Environment["LTTNG_UST_REGISTER_TIMEOUT"] = "-1";
        using var process = Process.Start(info)!;
        process.WaitForExit();
        Xunit.Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Closes what has been recorded so far as a chunk, a trace of its own, and goes on with the next.</summary>
    public void Rotate() => Tool.Run("lttng", "rotate", _name);

    /// <summary>Ends the session; its trace is whole then.</summary>
    public void Stop()
    {
        if (!_isStarted)
            return;
        _isStarted = false;
        Tool.Run("lttng", "stop", _name);
        Tool.Run("lttng", "destroy", _name);
    }

    public void Dispose()
    {
        try
        {
            Stop();
        }
        finally
        {
            if (_daemon is not null)
            {
                Tool.Run("kill", _daemon.Id.ToString(CultureInfo.InvariantCulture));
                _daemon.WaitForExit();
                _daemon.Dispose();
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private static bool IsAnswered()
    {
        using var list = Tool.Start("lttng", "list");
        list.StandardInput.Close();
        list.StandardOutput.ReadToEnd();
        list.StandardError.ReadToEnd();
        list.WaitForExit();
        return list.ExitCode == 0;
    }

    // The daemon's first process ends when the daemon is ready.
    private Process StartDaemon()
    {
        string pidFile = Path.Combine(_folder, "pid");
        var info = new ProcessStartInfo("sh", ["-c", "exec lttng-sessiond --no-kernel --background --pidfile \"$0\" >/dev/null 2>&1", pidFile]);
        using (var starter = Process.Start(info)!)
        {
            starter.WaitForExit();
            if (starter.ExitCode != 0)
                Xunit.Assert.Skip("No session daemon of LTTng can be started here.");
        }

        return Process.GetProcessById(int.Parse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture));
    }
}
