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

    public static CaptureException NothingToCompare(string session) => new(
        new CaptureError(
            "OProfNothingToCompare", CaptureErrorCategory.InvalidArgument, $"There is only {session}, and nothing to compare it with.",
            "Give two sessions or more, the baseline first, or the baseline by -Baseline; Import-OProfCapture opens recorded ones."),
        session);
}
