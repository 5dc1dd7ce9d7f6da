using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Waits until sessions have ended, ends them at their limit, and emits their samples.</summary>
[Cmdlet(VerbsLifecycle.Wait, "OProfSession", DefaultParameterSetName = SessionSet)]
[Alias("Wait")]
[OutputType(typeof(ProfileSample), typeof(OProfSession))]
public sealed class WaitOProfSession : SessionReadingCmdlet
{
    /// <summary>Time that a session without a limit of its own runs, from its start.</summary>
    private static readonly TimeSpan s_defaultLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(200);

    private OProfSession? _waitedFor;

    /// <summary>Longest time to wait, from now; a session that runs on then is stopped.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Emits the session in place of its samples.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        Volatile.Write(ref _waitedFor, session);
        if (PipelineStopped.IsCancellationRequested)
            OnStopped();
        WaitForEnd(session);
        SessionNotices.SayOutcome(session, this);

        // What was captured before the failure is there all the same.
        if (session.Capture.Failure is CaptureException failure)
            Report(failure.ToErrorRecord());
        if (PassThru)
        {
            WriteObject(session);
            return;
        }

        foreach (var sample in SampleResolver.For(session.Capture).Samples())
            WriteObject(sample);
    }

    /// <summary>
    /// Ctrl+C ends the capture that is waited for, as it ends <c>perf record</c>; what was captured stays. Of another
    /// process's session it ends only the waiting.
    /// </summary>
    protected override void OnStopped()
    {
        if (Volatile.Read(ref _waitedFor)?.Capture is { } capture and not FollowedSession)
            capture.Stop();
    }

    private void WaitForEnd(OProfSession session)
    {
        var capture = session.Capture;
        var progress = new CaptureProgress(capture, Limit(capture), Timeout);
        if (session.State == CaptureState.Suspended)
            WriteWarning($"{session.Name} is suspended; its time goes on with Resume-OProfSession.");
        while (!capture.WaitForEnd(progress.TimeToNext(s_progressInterval)))
        {
            if (capture is FollowedSession)
                ThrowIfStopped();
            if (!progress.IsOver)
            {
                WriteProgress(progress.Record(ProgressRecordType.Processing));
                continue;
            }

            if (capture is FollowedSession followed)
            {
                WriteWarning($"{session.Name} goes on in process {followed.ProcessId}; this is what it has captured by now.");
                break;
            }

            capture.Stop(EndReason.Duration);
        }

        WriteProgress(progress.Record(ProgressRecordType.Completed));
    }

    /// <summary>The elapsed time at which the session is stopped; null where it has a limit of its own, or is not to be stopped here.</summary>
    private TimeSpan? Limit(Session capture)
    {
        var options = capture.Options;
        bool hasLimit = capture is FollowedSession || Timeout is not null || options.Duration is not null || options.MaxSamples is not null || options.Command is not null;
        return hasLimit ? null : s_defaultLimit;
    }
}
