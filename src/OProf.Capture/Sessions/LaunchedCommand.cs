using System.Runtime.InteropServices;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>
/// A command that is held before its exec until its events are open: a shell is started that says that it is there, waits at
/// a gate, and becomes the command when the gate closes. So the events see the command's exec, and nothing of what was before.
/// <code>
///   this process   spawn ── read ─────── open events ── close gate ────────── wait4
///   shell             exec ─── echo ── read ............. (end of file) exec ── exit
/// </code>
/// The spawn returns while the shell's own exec is still on its way. Events that are switched on by an exec and were opened
/// by then would count the shell, hence the answer that is waited for.
/// </summary>
internal sealed class LaunchedCommand : IDisposable
{
    private const int GateDescriptor = 9;

    // CPUCLOCK_SCHED of a process, linux/posix-timers_types.h: with this in the low three bits, the rest is the inverted process id.
    private const int CPUCLOCK_SCHED = 2;

    // $0 is the folder to start in. exec leaves the shell's process id to the command. Behind the gate there is nothing left
    // to do but the exec, as that time is the command's.
    private const string WaitAtGate = "cd -- \"$0\" || exit 126; echo >&9; read -r _ <&9; exec \"$@\" 9<&-";

    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _gate;

    private LaunchedCommand(CommandResult result, int gate)
    {
        Result = result;
        _gate = gate;
    }

    /// <summary>What is known of the command.</summary>
    public CommandResult Result { get; }

    /// <summary>Done when the command has ended; something that it started may still hold its output open.</summary>
    public Task Exited => _exited.Task;

    /// <summary>Done when the command has ended and all of its output has been read.</summary>
    public Task Ended => _ended.Task;

    /// <summary>CLOCK_MONOTONIC in nanoseconds at which it was let go, and at which it was found to have ended; 0 before.</summary>
    public long ReleaseTime { get; private set; }

    /// <summary>See <see cref="ReleaseTime"/>.</summary>
    public long EndTime { get; private set; }

    /// <summary>CPU time in nanoseconds that the shell had used when the command was let go.</summary>
    public long LaunchCpuTime { get; private set; }

    /// <summary>What the command, and those of its children that it waited for, have used, the shell's part included.</summary>
    public Rusage Usage { get; private set; }

    /// <summary>Starts a command, held before its exec.</summary>
    /// <exception cref="CaptureException">There is no such command, or it could not be started.</exception>
    public static LaunchedCommand Hold(IReadOnlyList<string> command, string? folder, CommandOutput output)
    {
        folder ??= Environment.CurrentDirectory;
        string path = CommandPath.Resolve(command.Count == 0 ? "" : command[0], folder);
        if (Socketpair.Invoke(out int gateInner, out int gateOuter) < 0)
            throw LaunchFailure.NotStarted("a socket", Marshal.GetLastPInvokeError());
        LaunchedCommand launched;
        CommandStreams? streams = null;
        try
        {
            streams = new CommandStreams(output);

            // The gate last: it may be the number of a descriptor of the streams, which by then has its own place.
            List<(int, int)> descriptors = [.. streams.Descriptors, (gateInner, GateDescriptor)];
            string[] arguments = ["sh", "-c", WaitAtGate, folder, path, .. command.Skip(1)];
            int error = PosixSpawn.Invoke("/bin/sh", new NativeStrings(arguments), CommandEnvironment.Current(), null, descriptors, out int processId);
            if (error != 0)
                throw LaunchFailure.NotStarted(command[0], error);
            streams.HandOn();
            launched = new LaunchedCommand(new CommandResult { Command = [.. command], ProcessId = processId }, gateOuter);
        }
        catch
        {
            _ = Close.Invoke(gateOuter);
            throw;
        }
        finally
        {
            streams?.Dispose();
            _ = Close.Invoke(gateInner);
        }

        launched.StartToWait(streams);
        launched.WaitUntilHeld(folder);
        return launched;
    }

    /// <summary>Lets the command begin.</summary>
    public void Release()
    {
        int gate = Interlocked.Exchange(ref _gate, -1);
        if (gate < 0)
            return;
        LaunchCpuTime = Math.Max(0, ClockGettime.Nanoseconds((~Result.ProcessId << 3) | CPUCLOCK_SCHED));
        ReleaseTime = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        _ = Close.Invoke(gate);
    }

    /// <summary>Asks the command to end, where it has not: at once where it was not released yet.</summary>
    /// <param name="atOnce">Whether it is not asked, but ended.</param>
    public void Terminate(bool atOnce = false)
    {
        if (Result.HasExited)
            return;
        _ = Kill.Invoke(Result.ProcessId, atOnce || Volatile.Read(ref _gate) >= 0 ? Kill.SIGKILL : Kill.SIGTERM);
    }

    /// <summary>
    /// Waits for the command's end and its output, where either can't be far. Not for ever: the command may take no notice of a
    /// signal, and something that it started may hold its output open.
    /// </summary>
    public void WaitForEnd(TimeSpan atMost) => _ = _ended.Task.Wait(atMost);

    /// <inheritdoc/>
    public void Dispose()
    {
        Terminate();
        Release();
    }

    // The process runs by now: where nobody can wait for it, it is ended and reaped here.
    private void StartToWait(CommandStreams streams)
    {
        var thread = new Thread(() => WaitAsync(streams).GetAwaiter().GetResult()) { IsBackground = true, Name = "OProf command" };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException)
        {
            Dispose();
            _ = WaitPid.Invoke(Result.ProcessId, out _, 0);
            throw LaunchFailure.NotStarted(Result.Command[0], Errno.EAGAIN);
        }
    }

    // The answer comes, or the end of the file where the shell has ended.
    private void WaitUntilHeld(string folder)
    {
        Span<byte> answer = stackalloc byte[1];
        nint read;
        while ((read = Read.Invoke(_gate, answer)) < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
        {
        }

        if (read == 1)
            return;
        Dispose();
        throw LaunchFailure.NotEntered(Result.Command[0], folder);
    }

    private async Task WaitAsync(CommandStreams streams)
    {
        int status;
        Rusage usage;
        while (Wait4.Invoke(Result.ProcessId, out status, 0, out usage) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                break;
        }

        EndTime = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        Usage = usage;
        Result.End(status);
        _exited.TrySetResult();
        await streams.GiveTo(Result).ConfigureAwait(false);
        _ended.TrySetResult();
    }
}
