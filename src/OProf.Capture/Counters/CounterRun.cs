using OProf.Capture.Sessions;

namespace OProf.Capture.Counters;

/// <summary>What was measured while the work ran once. All times are nanoseconds.</summary>
public sealed class CounterRun
{
    /// <summary>The counters, in the order in which they were asked for.</summary>
    public required IReadOnlyList<CounterValue> Counters { get; init; }

    /// <summary>Time from the work's start to its end.</summary>
    public required long WallTime { get; init; }

    /// <summary>
    /// CPU time in user space, as getrusage(2) has it: of a command and those of its children that it waited for; of a block of
    /// code, of this whole process. Most kernels tell it from <see cref="SystemTime"/> by looking at each tick of a timer, so
    /// that only their sum is exact.
    /// </summary>
    public required long UserTime { get; init; }

    /// <summary>CPU time in the kernel. See <see cref="UserTime"/>.</summary>
    public required long SystemTime { get; init; }

    /// <summary>The command, with its exit code; null for a block of code.</summary>
    public CommandResult? Command { get; init; }

    /// <summary>What a block of code ended with; null where it ran to its end, and for a command.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The session that sampled it; null where none did.</summary>
    public CaptureSession? Session { get; init; }

    /// <summary>What has to be known to read the values rightly.</summary>
    public required IReadOnlyList<SessionNotice> Notices { get; init; }

    /// <summary>Whether it ended with another exit code than 0, by a signal or with an exception.</summary>
    public bool Failed => Exception is not null || Command is { ExitCode: not 0 };
}
