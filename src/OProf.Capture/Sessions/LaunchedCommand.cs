using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
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
    private const int MaxOutput = 16 << 20;

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
        var opened = new List<int>();
        try
        {
            int gateInner = Gate(opened, out int gateOuter);
            var descriptors = new List<(int, int)>();
            int outRead = Redirect(output, 1, descriptors, opened);
            int errRead = Redirect(output, 2, descriptors, opened);

            // Last: it may be the number of a descriptor above, which by then has its own place.
            descriptors.Add((gateInner, GateDescriptor));
            string[] arguments = ["sh", "-c", WaitAtGate, folder, path, .. command.Skip(1)];
            int error = PosixSpawn.Invoke("/bin/sh", arguments, descriptors, out int processId);
            if (error != 0)
                throw NotStarted(command[0], error);
            var launched = new LaunchedCommand(new CommandResult { Command = [.. command], ProcessId = processId }, gateOuter);
            var outText = Collect(outRead);
            var errText = Collect(errRead);
            foreach (int fd in opened)
            {
                if (fd != gateOuter && fd != outRead && fd != errRead)
                    _ = Close.Invoke(fd);
            }

            opened.Clear();
            launched.StartToWait(outText, errText);
            launched.WaitUntilHeld(folder);
            return launched;
        }
        finally
        {
            foreach (int fd in opened)
                _ = Close.Invoke(fd);
        }
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
    private void StartToWait(Task<(string Text, bool Truncated)?> output, Task<(string Text, bool Truncated)?> error)
    {
        var thread = new Thread(() => WaitAsync(output, error).GetAwaiter().GetResult()) { IsBackground = true, Name = "OProf command" };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException)
        {
            Dispose();
            _ = WaitPid.Invoke(Result.ProcessId, out _, 0);
            throw NotStarted(Result.Command[0], Errno.EAGAIN);
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
        throw new CaptureException(
            new CaptureError(
                "OProfCommandNotStarted", CaptureErrorCategory.ResourceUnavailable,
                $"'{Result.Command[0]}' could not be started in '{folder}'.", "Check that this user may enter the folder."),
            Result.Command[0]);
    }

    private static int Gate(List<int> opened, out int outer)
    {
        if (Socketpair.Invoke(out int inner, out outer) < 0)
            throw NotStarted("a socket", Marshal.GetLastPInvokeError());
        opened.Add(inner);
        opened.Add(outer);
        return inner;
    }

    private static int Pipe(List<int> opened, out int writeEnd)
    {
        if (Pipe2.Invoke(out int readEnd, out writeEnd) < 0)
            throw NotStarted("a pipe", Marshal.GetLastPInvokeError());
        opened.Add(readEnd);
        opened.Add(writeEnd);
        return readEnd;
    }

    private static int Redirect(CommandOutput output, int descriptor, List<(int From, int To)> descriptors, List<int> opened)
    {
        switch (output)
        {
            case CommandOutput.Capture:
                int readEnd = Pipe(opened, out int writeEnd);
                descriptors.Add((writeEnd, descriptor));
                return readEnd;
            case CommandOutput.Discard:
                int nowhere = OpenFile.Invoke("/dev/null", OpenFile.O_WRONLY | OpenFile.O_CLOEXEC);
                if (nowhere < 0)
                    throw NotStarted("/dev/null", Marshal.GetLastPInvokeError());
                opened.Add(nowhere);
                descriptors.Add((nowhere, descriptor));
                return -1;
            default:
                return -1;
        }
    }

    private static Task<(string Text, bool Truncated)?> Collect(int fd)
    {
        if (fd < 0)
            return Task.FromResult<(string, bool)?>(null);
        return Task.Run<(string, bool)?>(() =>
        {
            using var stream = new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read, bufferSize: 0);
            var text = new MemoryStream();
            var buffer = new byte[64 << 10];
            bool truncated = false;
            for (int n; (n = stream.Read(buffer)) > 0;)
            {
                int room = Math.Min(n, MaxOutput - (int)text.Length);
                text.Write(buffer, 0, room);
                truncated |= room < n;
            }

            return (Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length), truncated);
        });
    }

    private static CaptureException NotStarted(string name, int errno) => new(
        new CaptureError(
            "OProfCommandNotStarted", CaptureErrorCategory.ResourceUnavailable,
            $"'{name}' could not be started: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).",
            "Check the limits on processes and files (ulimit -u, ulimit -n)."),
        name);

    private async Task WaitAsync(Task<(string Text, bool Truncated)?> output, Task<(string Text, bool Truncated)?> error)
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
        int signal = WaitPid.TerminatingSignal(status);
        if (signal == 0)
            Result.ExitCode = WaitPid.ExitStatus(status);
        else
            Result.Signal = signal;
        Result.ExitReason = signal == 0 ? CommandExitReason.Exited
            : WaitPid.DumpedCore(status) ? CommandExitReason.CoreDumped : CommandExitReason.Signaled;
        _exited.TrySetResult();
        var (outText, errText) = (await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        Result.StandardOutput = outText?.Text;
        Result.StandardError = errText?.Text;
        Result.OutputTruncated = outText is { Truncated: true } || errText is { Truncated: true };
        _ended.TrySetResult();
    }
}
