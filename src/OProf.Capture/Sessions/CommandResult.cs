using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>The command that a session launched, and how it ended.</summary>
public sealed class CommandResult
{
    /// <summary>The command and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Its process id.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => ExitReason != CommandExitReason.Running;

    /// <summary>How it ended.</summary>
    public CommandExitReason ExitReason { get; internal set; }

    /// <summary>Its exit code; null while it runs and where a signal ended it.</summary>
    public int? ExitCode { get; internal set; }

    /// <summary>The signal that ended it; null where none did.</summary>
    public int? Signal { get; internal set; }

    /// <summary>Its standard output, where that was captured.</summary>
    public string? StandardOutput { get; internal set; }

    /// <summary>Its standard error, where that was captured.</summary>
    public string? StandardError { get; internal set; }

    /// <summary>Whether captured output was longer than what is kept.</summary>
    public bool OutputTruncated { get; internal set; }

    /// <summary>Takes over how it ended.</summary>
    /// <param name="status">The status that wait4(2) gave.</param>
    internal void End(int status)
    {
        int signal = WaitPid.TerminatingSignal(status);
        if (signal == 0)
            ExitCode = WaitPid.ExitStatus(status);
        else
            Signal = signal;
        ExitReason = signal == 0 ? CommandExitReason.Exited
            : WaitPid.DumpedCore(status) ? CommandExitReason.CoreDumped : CommandExitReason.Signaled;
    }
}
