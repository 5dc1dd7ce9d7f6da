using System.Globalization;
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

    /// <summary>Says how much a reader did not get, because it was overwritten before.</summary>
    public static void SayMissed(OProfSession session, long samples, Cmdlet cmdlet)
    {
        if (samples > 0)
            cmdlet.WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{session.Name}: {samples:N0} samples had been overwritten before they were read."));
    }

    /// <summary>Says what has to be known of a session that has ended, and what it lost.</summary>
    public static void SayOutcome(OProfSession session, Cmdlet cmdlet)
    {
        Say(session, cmdlet);
        if (SessionLosses.Sentence(session.Capture) is { } losses)
            cmdlet.WriteWarning($"{session.Name}: {losses}");
    }
}
