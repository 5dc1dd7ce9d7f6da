using OProf.Capture.Sessions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>Finds the sessions that a cmdlet of probes or marks is for.</summary>
internal static class ProbeTarget
{
    /// <summary>The capture of a session.</summary>
    /// <exception cref="CaptureException">It is no session that this process captures.</exception>
    public static CaptureSession CaptureOf(OProfSession session) =>
        session.Capture as CaptureSession ?? throw ProbeErrors.NotCapturing(session);

    /// <summary>The session that this process started last of those that capture; where all have ended, the last.</summary>
    /// <exception cref="CaptureException">There is none.</exception>
    public static OProfSession Last()
    {
        var sessions = SessionRegistry.Sessions.OfType<CaptureSession>().ToList();
        var last = sessions.LastOrDefault(session => session.State is SessionState.Running or SessionState.Suspended) ?? sessions.LastOrDefault();
        return last is null ? throw SessionErrors.NoSession() : OProfSession.Of(last);
    }
}
