using System.Runtime.InteropServices;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>
/// A command that the calling thread starts and waits for by itself. It inherits that thread's events, so that those which are
/// switched on by an exec count from its own, and need not be opened on it.
/// <code>
///   this thread   open events ── spawn ................. poll ── wait4 ── read events
///                                  │ clone, inherit      ▲
///   the command                    └──── exec: on ── … ──┘ exit: counts are given back
/// </code>
/// </summary>
internal sealed class SpawnedCommand : IDisposable
{
    private readonly int _pidfd;
    private readonly CommandStreams _streams;

    private SpawnedCommand(CommandResult result, int pidfd, CommandStreams streams, long startTime)
    {
        Result = result;
        StartTime = startTime;
        _pidfd = pidfd;
        _streams = streams;
    }

    /// <summary>Whether this kernel has what it takes.</summary>
    public static bool IsSupported => PidFdOpen.IsSupported;

    /// <summary>What is known of the command.</summary>
    public CommandResult Result { get; }

    /// <summary>CLOCK_MONOTONIC in nanoseconds just before it was started.</summary>
    public long StartTime { get; }

    /// <summary>CLOCK_MONOTONIC in nanoseconds at which it was found to have ended; 0 before.</summary>
    public long EndTime { get; private set; }

    /// <summary>What the command, and those of its children that it waited for, have used. What the spawn took before the exec is in it: some tens of microseconds.</summary>
    public Rusage Usage { get; private set; }

    /// <summary>Starts a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="streams">Where its output goes; its ends of it are let go of.</param>
    /// <exception cref="CaptureException">It could not be started; nothing of it is left.</exception>
    public static SpawnedCommand Start(SpawnableCommand command, CommandStreams streams)
    {
        long time = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        int processId = command.Spawn(streams.Descriptors);
        streams.HandOn();
        int pidfd = PidFdOpen.Invoke(processId);
        if (pidfd >= 0)
            return new SpawnedCommand(new CommandResult { Command = command.Command, ProcessId = processId }, pidfd, streams, time);

        // Nobody has waited for it, so the number is still its own.
        int error = Marshal.GetLastPInvokeError();
        _ = Kill.Invoke(processId, Kill.SIGKILL);
        _ = Reap(processId, out _, out _);
        throw LaunchFailure.NotStarted(command.Command[0], error);
    }

    /// <summary>Waits for its end, and takes over how it ended.</summary>
    /// <param name="tick">How often somebody is told.</param>
    /// <param name="grace">How long it has to end after it was asked to.</param>
    /// <param name="waiting">Told, on this thread; may be null.</param>
    /// <param name="cancellation">Asks it to end, and ends what takes no notice.</param>
    public void Wait(TimeSpan tick, TimeSpan grace, Action? waiting, CancellationToken cancellation)
    {
        using var asked = cancellation.UnsafeRegister(static command => ((SpawnedCommand)command!).Signal(Kill.SIGTERM), this);
        try
        {
            while (!HasEnded(tick))
            {
                waiting?.Invoke();
                if (cancellation.IsCancellationRequested && !HasEnded(grace))
                    End();
            }
        }
        catch
        {
            // Whoever was told threw: a pipeline that was stopped.
            Signal(Kill.SIGTERM);
            if (!HasEnded(grace))
                End();
            TakeOver();
            throw;
        }

        TakeOver();
    }

    /// <summary>Waits for the rest of its output, which something that it started may hold open for long.</summary>
    public void WaitForOutput(TimeSpan atMost) => _ = _streams.GiveTo(Result).Wait(atMost);

    /// <inheritdoc/>
    public void Dispose() => _ = Close.Invoke(_pidfd);

    private static int Reap(int processId, out int status, out Rusage usage)
    {
        int reaped;
        while ((reaped = Wait4.Invoke(processId, out status, 0, out usage)) < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
        {
        }

        return reaped;
    }

    private bool HasEnded(TimeSpan within)
    {
        // A signal only makes it return early, as does what cannot be waited for: wait4 blocks then.
        int ready;
        while ((ready = Poll.Readable(_pidfd, (int)within.TotalMilliseconds)) < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
        {
        }

        return ready != 0;
    }

    private void End()
    {
        Signal(Kill.SIGKILL);
        _ = HasEnded(Timeout.InfiniteTimeSpan);
    }

    private void TakeOver()
    {
        _ = Reap(Result.ProcessId, out int status, out var usage);
        EndTime = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        Usage = usage;
        Result.End(status);
    }

    private void Signal(int signal) => _ = PidFdSendSignal.Invoke(_pidfd, signal);
}
