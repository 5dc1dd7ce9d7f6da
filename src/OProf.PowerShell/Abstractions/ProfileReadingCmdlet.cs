using System.Management.Automation;
using OProf.Analysis.Profiles.Columns;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Abstractions;

/// <summary>A cmdlet that answers from the profile of a session: from all that it has captured, up to now.</summary>
public abstract class ProfileReadingCmdlet : SessionReadingCmdlet
{
    /// <summary>Only samples of these events; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <summary>Only samples of these processes; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProcessIdCompleter))]
    public int[]? ProcessId { get; set; }

    /// <summary>Builds the profile of a session and says what has to be known of it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sumsSuffice">Whether its samples may be added up, without their times and CPUs.</param>
    private protected Profile ProfileOf(OProfSession session, bool sumsSuffice = false)
    {
        SessionNotices.Say(session, this);
        if (session.State is CaptureState.Running or CaptureState.Suspended)
            WriteWarning($"{session.Name} is still running: this is what it has up to now.");
        using var progress = new WorkProgress(this, $"Reading {session.Name}");
        var profile = Stoppable(() => Profile.Of(
            session.Capture, new ProfileOptions { Events = Event, ProcessIds = ProcessId, SumsSuffice = sumsSuffice }, progress, PipelineStopped));
        foreach (var notice in profile.Notices)
            WriteVerbose($"{notice.Id}: {notice.Message}");
        if (!session.Capture.IsComplete)
            SessionNotices.SayMissed(session, session.OverwrittenCount, this);
        if (profile.Events.All(static row => row.Samples == 0))
            WriteWarning($"{session.Name} has no samples{(Event is null && ProcessId is null ? "" : " of these events and processes")}.");
        return profile;
    }
}
