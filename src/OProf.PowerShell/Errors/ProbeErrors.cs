using OProf.Capture.Sessions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Errors;

/// <summary>Errors of probes that the cmdlets find before the engine is asked.</summary>
internal static class ProbeErrors
{
    public static CaptureException NotCapturing(OProfSession session) => new(
        new CaptureError(
            "OProfProbeNotCapturing", CaptureErrorCategory.InvalidOperation,
            $"{session.Name} is not captured by this process, so it can have no probes and no marks.",
            "Use a session that Start-OProfSession has started here."),
        session);

    public static CaptureException NotFound(int id, OProfSession session) => new(
        new CaptureError(
            "OProfProbeNoSuchId", CaptureErrorCategory.ObjectNotFound,
            FormattableString.Invariant($"{session.Name} has no probe with the id {id}."), "Get-OProfProbe lists the probes there are."),
        id);

    public static CaptureException NoPath() => new(new CaptureError(
        "OProfProbeNoPath", CaptureErrorCategory.InvalidArgument,
        "A trigger that takes a snapshot needs a folder to write it to.", "Name one with -Path; with -EachTime a number is put behind its name."));
}
