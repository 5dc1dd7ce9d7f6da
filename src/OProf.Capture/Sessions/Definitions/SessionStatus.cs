namespace OProf.Capture.Sessions.Definitions;

/// <summary>Where a session is in its life.</summary>
public sealed record SessionStatus
{
    /// <summary>Its state.</summary>
    public SessionState State { get; init; }

    /// <summary>Why it ended.</summary>
    public EndReason EndReason { get; init; }

    /// <summary>Time captured, suspensions not counted.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Samples taken.</summary>
    public long Samples { get; init; }

    /// <summary>CLOCK_MONOTONIC nanoseconds of the first sample; 0 where there is none.</summary>
    public ulong FirstSampleTimestamp { get; init; }

    /// <summary>What failed; null where nothing did.</summary>
    public string? Failure { get; init; }

    /// <summary>How the command ended.</summary>
    public CommandExitReason CommandExitReason { get; init; }

    /// <summary>The command's exit code.</summary>
    public int? CommandExitCode { get; init; }

    /// <summary>The signal that ended the command.</summary>
    public int? CommandSignal { get; init; }

    /// <summary>The command's standard output, where it was captured.</summary>
    public string? StandardOutput { get; init; }

    /// <summary>The command's standard error, where it was captured.</summary>
    public string? StandardError { get; init; }

    /// <summary>The status of a session now.</summary>
    public static SessionStatus Of(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionStatus
        {
            State = session.State,
            EndReason = session.EndReason,
            Elapsed = session.Elapsed,
            Samples = session.SampleCount,
            FirstSampleTimestamp = session.FirstSampleTimestamp,
            Failure = session.Failure?.Message,
            CommandExitReason = session.Command?.ExitReason ?? CommandExitReason.Running,
            CommandExitCode = session.Command?.ExitCode,
            CommandSignal = session.Command?.Signal,
            StandardOutput = session.Command?.StandardOutput,
            StandardError = session.Command?.StandardError,
        };
    }
}
