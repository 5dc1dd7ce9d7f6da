using System.Management.Automation;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>Says as warnings what has to be known to read a session's result rightly.</summary>
internal static class SessionNotices
{
    /// <summary>Says the notices that have not been said yet; each is said once.</summary>
    public static void Say(OProfSession session, Cmdlet cmdlet)
    {
        foreach (var notice in session.TakeNewNotices())
            cmdlet.WriteWarning($"{session.Name}: {notice.Message}");
    }

    /// <summary>Says what a session that has ended lost, and what ended it if that was no wish of the user.</summary>
    public static void SayOutcome(OProfSession session, Cmdlet cmdlet)
    {
        Say(session, cmdlet);
        if (LossText.Of(session.Capture.Ledger) is { } losses)
            cmdlet.WriteWarning($"{session.Name}: {losses} Get-OProfStatistic -Id {session.Id} has them by CPU and cause.");
    }
}
