using System.Runtime.CompilerServices;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Formatting;

namespace OProf.PowerShell.Objects;

/// <summary>
/// A session as the pipeline sees it. Every property is a plain value, so that sessions export to CSV and JSON; the values
/// are those of the moment in which they are read.
/// </summary>
public sealed class OProfSession : IDisposable
{
    private static readonly ConditionalWeakTable<Session, OProfSession> s_objects = [];
    private readonly HashSet<SessionNotice> _said = [];

    private OProfSession(Session capture) => Capture = capture;

    /// <summary>Number of the session, unique in this process.</summary>
    public int Id => Capture.Id;

    /// <summary>Its name.</summary>
    public string Name => Capture.Name;

    /// <summary>Where it is in its life.</summary>
    public SessionState State => Capture.State;

    /// <summary>Why it ended.</summary>
    public EndReason EndReason => Capture.EndReason;

    /// <summary>What it captures: the system, a command, processes.</summary>
    public string Target => Capture.Target;

    /// <summary>The events, as they were opened in the end.</summary>
    public string Event => string.Join(", ", Capture.EventNames);

    /// <summary>The CPUs, as a list of ranges.</summary>
    public string Cpu => RangeText.Of([.. Capture.Cpus.Where(static cpu => cpu >= 0)]);

    /// <summary>Samples a second and CPU; null where a period is set, and for traces of other tracers.</summary>
    public int? Frequency => Capture.Options.Period is not null ? null
        : Capture is RecordedSession ? Capture.Options.Frequency
        : Capture.Options.Frequency ?? CaptureOptions.DefaultFrequency;

    /// <summary>Occurrences (nanoseconds for the clocks) between two samples; null where a frequency is set.</summary>
    public long? Period => Capture.Options.Period;

    /// <summary>How call chains are taken.</summary>
    public CallGraphMode CallGraph => Capture.Options.CallGraph;

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartTime => Capture.StartTime;

    /// <summary>Time captured, suspensions not counted.</summary>
    public TimeSpan Elapsed => Capture.Elapsed;

    /// <summary>Samples captured.</summary>
    public long SampleCount => Capture.SampleCount;

    /// <summary>Records lost that should have been delivered; <c>Get-OProfStatistic</c> has the causes.</summary>
    public long LostCount => SessionLosses.Count(Capture);

    /// <summary>
    /// Samples that this process did not receive of a session of another one: taken before it connected, or faster than it
    /// could follow. 0 for its own sessions.
    /// </summary>
    public long MissedCount => (Capture as FollowedSession)?.MissedSamples ?? 0;

    /// <summary>The process that captures, for a session of another one; null for this process's own.</summary>
    public int? SourceProcessId => (Capture as FollowedSession)?.ProcessId;

    /// <summary>Bytes of what it keeps.</summary>
    public long MemoryUsed => Capture.MemoryUsed;

    /// <summary>Most bytes that it may keep.</summary>
    public long MaxMemory => Capture.Options.MaxMemory;

    /// <summary>What gives way at that limit: the session, which ends, or what is oldest of it.</summary>
    public BufferRetention Mode => Capture.Options.Mode;

    /// <summary>Samples that were overwritten by newer ones, of those that were captured.</summary>
    public long OverwrittenCount => Capture.OverwrittenSamples;

    /// <summary>The folder that it is written to or read from; null for none.</summary>
    public string? Path => (Capture as CaptureSession)?.Path ?? (Capture as RecordedSession)?.Path;

    /// <summary>Bytes that are in the files of that folder by now; null where it is not written to one.</summary>
    public long? RecordedBytes => Capture is CaptureSession { Path: not null } written ? written.RecordedBytes : null;

    /// <summary>Bytes of each CPU's ring.</summary>
    public long BufferSize => Capture.RingSize;

    /// <summary>The command that it launched and its arguments; null for none.</summary>
    public string? Command => Capture.Command is { } command ? CommandText.Of(command.Command) : null;

    /// <summary>Process id of the command.</summary>
    public int? ProcessId => Capture.Command?.ProcessId;

    /// <summary>How the command ended.</summary>
    public CommandExitReason? ExitReason => Capture.Command?.ExitReason;

    /// <summary>Exit code of the command; null while it runs and where a signal ended it.</summary>
    public int? ExitCode => Capture.Command?.ExitCode;

    /// <summary>The signal that ended the command.</summary>
    public int? Signal => Capture.Command?.Signal;

    /// <summary>What the command wrote to its standard output, where that is captured.</summary>
    public string? StandardOutput => Capture.Command?.StandardOutput;

    /// <summary>What the command wrote to its standard error, where that is captured.</summary>
    public string? StandardError => Capture.Command?.StandardError;

    /// <summary>What has to be known to read the result rightly, one sentence or more.</summary>
    public string Notice => string.Join(" ", Capture.Notices.Select(notice => notice.Message));

    /// <summary>The error that ended it; null where none did.</summary>
    public string? Failure => Capture.Failure?.Message;

    /// <summary>The engine's session.</summary>
    internal Session Capture { get; }

    /// <summary>Whether the pipeline that started it is still running, so that its end ends the session.</summary>
    internal bool EndsWithPipeline { get; set; }

    /// <summary>Ends the capture; what was captured stays. Does nothing where it has ended.</summary>
    public void Stop() => Capture.Stop();

    /// <summary>Ends the capture and gives back everything that it holds, as <c>Remove-OProfSession</c> does.</summary>
    public void Dispose() => Capture.Dispose();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The object of a session; the same one each time.</summary>
    internal static OProfSession Of(Session capture) => s_objects.GetValue(capture, static key => new OProfSession(key));

    /// <summary>The notices that nobody has been told yet.</summary>
    internal IReadOnlyList<SessionNotice> TakeNewNotices()
    {
        lock (_said)
            return [.. Capture.Notices.Where(_said.Add)];
    }
}
