using OProf.Capture.Sessions;

namespace OProf.PowerShell.Errors;

/// <summary>Errors of questions that a session's samples have no answer to.</summary>
internal static class AnalysisErrors
{
    public static CaptureException SymbolNotFound(string what, string session) => new(
        new CaptureError(
            "OProfSymbolNotFound", CaptureErrorCategory.ObjectNotFound, $"No function that was sampled in {session}, or called what was, is {what}.",
            "Measure-OProfSample -By Symbol lists the functions there are; * and ? match."),
        what);
}
