using OProf.Capture.Sessions;

namespace OProf.Capture.Counters;

/// <summary>
/// A command under counters, with all that it starts. They are switched on by its exec, so what launched it is not in them,
/// and read when it has ended. What it started and that still runs then is counted up to that moment.
/// </summary>
public sealed class CountedCommand : CountedWork
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private readonly string[] _command;
    private readonly CounterOpenings _openings = new();
    private SpawnableCommand? _spawnable;

    /// <summary>A command to run.</summary>
    /// <param name="command">A program, found through PATH, and its arguments.</param>
    /// <param name="options">What is counted.</param>
    /// <exception cref="CaptureException">The events cannot be understood, or this is not Linux.</exception>
    public CountedCommand(IReadOnlyList<string> command, CounterOptions options)
        : base(string.Join(' ', command ?? throw new ArgumentNullException(nameof(command))), options) => _command = [.. command];

    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Command => _command;

    /// <inheritdoc/>
    public override CounterRun Run(Action? waiting = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        _spawnable ??= new SpawnableCommand(_command, Options.WorkingDirectory);
        return Options.Profile is null && SpawnedCommand.IsSupported && _spawnable.CanBeSpawned
            ? RunSpawned(_spawnable, waiting, cancellation)
            : RunHeld(waiting, cancellation);
    }

    // The counters are this thread's, which never has an exec, and so stays off; what it starts inherits them. They are closed
    // with the run, so that what outlives the command is not in the next one. Nothing else is started here meanwhile: its
    // exec would be counted, too.
    private CounterRun RunSpawned(SpawnableCommand spawnable, Action? waiting, CancellationToken cancellation)
    {
        using var streams = new CommandStreams(Options.CommandOutput);
        using var counters = CounterSet.Open(Groups, 0, onExec: true, _openings);
        using var command = SpawnedCommand.Start(spawnable, streams);
        command.Wait(TickInterval, s_grace, waiting, cancellation);
        var values = counters.Read();
        command.WaitForOutput(s_grace);
        cancellation.ThrowIfCancellationRequested();
        return new CounterRun
        {
            Counters = values,
            WallTime = command.EndTime - command.StartTime,
            UserTime = command.Usage.UserTime,
            SystemTime = command.Usage.SystemTime,
            Command = command.Result,
            Notices = NoticesOf(counters),
        };
    }

    // A session opens its events on the command before its exec, so it has to be held.
    private CounterRun RunHeld(Action? waiting, CancellationToken cancellation)
    {
        using var command = LaunchedCommand.Hold(_command, Options.WorkingDirectory, Options.CommandOutput);
        using var counters = CounterSet.Open(Groups, command.Result.ProcessId, onExec: true, _openings);
        CaptureSession? session = null;
        try
        {
            // The session lets the command go when it samples.
            if (Options.Profile is { } profile)
                session = CaptureSession.Start(ProfileOptions(profile), command);
            else
                command.Release();
            Wait(command, waiting, cancellation);
            var values = counters.Read();
            session?.WaitForEnd(Timeout.InfiniteTimeSpan);
            command.WaitForEnd(s_grace);
            cancellation.ThrowIfCancellationRequested();
            var (user, system) = CpuTime(command);
            return new CounterRun
            {
                Counters = values,
                WallTime = command.EndTime - command.ReleaseTime,
                UserTime = user,
                SystemTime = system,
                Command = command.Result,
                Session = session,
                Notices = NoticesOf(counters),
            };
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    private static void Wait(LaunchedCommand command, Action? waiting, CancellationToken cancellation)
    {
        using var ended = cancellation.Register(() => command.Terminate());
        try
        {
            while (!command.Exited.Wait(TickInterval, CancellationToken.None))
            {
                waiting?.Invoke();
                if (cancellation.IsCancellationRequested)
                    End(command);
            }
        }
        catch
        {
            // Whoever was told threw: a pipeline that was stopped.
            command.Terminate();
            End(command);
            throw;
        }
    }

    // It was asked to end; what takes no notice is ended.
    private static void End(LaunchedCommand command)
    {
        if (command.Exited.Wait(s_grace))
            return;
        command.Terminate(atOnce: true);
        command.Exited.Wait();
    }

    // The kernel's times are of the process, and begin with the shell that became the command. What that had used by then is
    // known only as a sum, so it is taken off both in proportion.
    private static (long User, long System) CpuTime(LaunchedCommand command)
    {
        double sum = command.Usage.UserTime + command.Usage.SystemTime;
        double kept = sum > 0 ? Math.Max(0, 1 - (command.LaunchCpuTime / sum)) : 0;
        return ((long)(command.Usage.UserTime * kept), (long)(command.Usage.SystemTime * kept));
    }

    private CaptureOptions ProfileOptions(CaptureOptions profile) => profile with
    {
        Command = _command,
        WorkingDirectory = Options.WorkingDirectory,
        CommandOutput = Options.CommandOutput,
        ProcessIds = [],
        ProcessNames = [],
    };
}
