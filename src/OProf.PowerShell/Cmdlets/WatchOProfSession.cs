using System.Diagnostics;
using System.Management.Automation;
using OProf.Analysis.Profiles.Live;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Shows what has the most samples just now, over and over: in place at a terminal, else as objects.</summary>
[Cmdlet(VerbsCommon.Watch, "OProfSession", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(LiveRow))]
public sealed class WatchOProfSession : SessionReadingCmdlet
{
    private const long OwnMemory = 64L << 20;
    private static readonly TimeSpan s_stopCheckInterval = TimeSpan.FromMilliseconds(100);

    private OProfSession? _own;

    /// <summary>What there is a row for.</summary>
    [Parameter(Position = 1)]
    public LiveKey By { get; set; } = LiveKey.Symbol;

    /// <summary>Time between two refreshes.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows of each event.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = 20;

    /// <summary>Number of refreshes; until the session ends, or Ctrl+C, where none is given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Only samples of these events; those to capture where there is no session yet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (Interval < s_stopCheckInterval)
            ThrowTerminatingError(SessionErrors.IntervalTooShort(Interval, s_stopCheckInterval).ToErrorRecord());
    }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        bool ended = false;
        try
        {
            SessionNotices.Say(session, this);
            Watch(session);
            ended = true;
        }
        finally
        {
            // The pipeline that this session was started in for watching has been left before its end.
            if (!ended && session.EndsWithPipeline)
                session.Capture.Stop(EndReason.PipelineEnded);
            _own?.Dispose();
        }

        // The head has shown what was lost; of a session that goes on, its own end tells.
        if (session.Capture.IsComplete && session != _own)
            SessionNotices.SayOutcome(session, this);
        else
            SessionNotices.Say(session, this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _own?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The session that was started last of those that run; of all processes' work, one of its own where none does.</summary>
    private protected override IEnumerable<OProfSession> Unnamed()
    {
        if (MyInvocation.ExpectingInput)
            return [];
        if (SessionRegistry.Sessions.LastOrDefault(static session => !session.IsComplete) is { } running)
            return [OProfSession.Of(running)];
        if (By == LiveKey.Marker)
        {
            Report(SessionErrors.NoSession().ToErrorRecord());
            return [];
        }

        var options = new CaptureOptions { CallGraph = CallGraphMode.None, Mode = BufferRetention.Overwrite, MaxMemory = OwnMemory, PublishedSize = 0 };
        _own = OProfSession.Of(CaptureSession.Start(Event is null ? options : options with { Events = Event }));
        return [_own];
    }

    private void Watch(OProfSession session)
    {
        var terminal = HostTerminal.Of(this);
        var top = Stoppable(() => new LiveTop(session.Capture, By, session == _own ? null : Event, PipelineStopped));
        long next = Stopwatch.GetTimestamp();
        for (int refresh = 0; refresh < Count; refresh++)
        {
            next = WaitForNext(session.Capture, next);
            ThrowIfStopped();
            bool isLast = session.Capture.IsComplete;
            int first = terminal is null ? First : Math.Min(First, terminal.RowLimit);
            var snapshot = Stoppable(() => top.Refresh(first, PipelineStopped));
            terminal?.Show(snapshot);
            if (terminal is null)
                Write(snapshot);
            if (isLast)
                break;
        }
    }

    private void Write(LiveSnapshot snapshot)
    {
        string view = $"{typeof(LiveRow).FullName}#{By}";
        foreach (var row in snapshot.Rows)
        {
            var item = PSObject.AsPSObject(row);
            item.TypeNames.Insert(0, view);
            WriteObject(item);
        }
    }

    // Until the time of the next refresh, the session's end or a stopped pipeline. A refresh that is late moves those after it.
    private long WaitForNext(Session session, long last)
    {
        long next = Math.Max(last + (long)(Interval.TotalSeconds * Stopwatch.Frequency), Stopwatch.GetTimestamp());
        while (!session.IsComplete && !PipelineStopped.IsCancellationRequested)
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (left <= TimeSpan.Zero)
                break;
            PipelineStopped.WaitHandle.WaitOne(left < s_stopCheckInterval ? left : s_stopCheckInterval);
        }

        return next;
    }
}
