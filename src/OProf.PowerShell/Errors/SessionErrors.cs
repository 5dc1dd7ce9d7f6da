using System.Globalization;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Errors;

/// <summary>Errors that the cmdlets find before the engine is asked.</summary>
internal static class SessionErrors
{
    private const string NotFoundId = "OProfSessionNotFound";
    private const string Remedy = "Get-OProfSession lists the sessions there are, Start-OProfSession starts one.";

    public static CaptureException NoSession() => new(
        new CaptureError(NotFoundId, CaptureErrorCategory.ObjectNotFound, "There is no session.", Remedy));

    public static CaptureException NotFound(int id) => new(
        new CaptureError(NotFoundId, CaptureErrorCategory.ObjectNotFound, $"There is no session with the id {id}.", Remedy), id);

    public static CaptureException NotFound(string name) => new(
        new CaptureError(NotFoundId, CaptureErrorCategory.ObjectNotFound, $"There is no session with the name '{name}'.", Remedy), name);

    public static CaptureException NoSuchKey(bool offCpu) => new(new CaptureError(
        "OProfOptionInvalid",
        CaptureErrorCategory.InvalidArgument,
        offCpu ? "Times off the CPU are put together by reason, not by event or slice of time." : "Only times off the CPU have a reason.",
        offCpu ? "-By Reason." : "-OffCpu -By Reason."));

    public static CaptureException IntervalTooShort(TimeSpan interval, TimeSpan least) => new(
        new CaptureError(
            "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument,
            string.Create(CultureInfo.InvariantCulture, $"An interval of {interval.TotalSeconds} s is too short to be looked at."),
            string.Create(CultureInfo.InvariantCulture, $"Give at least {least.TotalMilliseconds} ms.")),
        interval);

    public static CaptureException NoProcessPiped() => new(new CaptureError(
        "OProfNoProcessPiped",
        CaptureErrorCategory.ObjectNotFound,
        "No process came through the pipeline, so there is nothing to capture.",
        "Look at what the command before it gives; without a pipeline, Start-OProfSession captures the whole system."));

    public static CaptureException ScriptNotCaptured() => new(new CaptureError(
        "OProfScriptNotCaptured",
        CaptureErrorCategory.InvalidArgument,
        "-ScriptFrame is for scripts of this PowerShell process, which is not among the processes to capture.",
        "Add $PID to -ProcessId, or capture all processes with -AllCpu."));
}
