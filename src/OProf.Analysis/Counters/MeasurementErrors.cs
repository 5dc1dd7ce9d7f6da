using System.Globalization;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Counters;

/// <summary>Errors of what was measured.</summary>
internal static class MeasurementErrors
{
    /// <summary>The error of a run that failed.</summary>
    public static CaptureException Of(CommandMeasurement measurement, CounterRun failed)
    {
        string how = failed switch
        {
            { Command.Signal: { } signal } => string.Create(CultureInfo.InvariantCulture, $"was ended by signal {signal}"),
            { Command.ExitCode: { } code } => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}"),
            _ => "failed",
        };
        bool isFirst = measurement.Runs.Count == 1 && measurement.Runs[0].Run == failed;
        string when = isFirst
            ? "in its first run; the numbers are of that one"
            : string.Create(CultureInfo.InvariantCulture, $"after {measurement.Runs.Count} runs without an error; the numbers are of those");
        string why = failed.Exception is { } exception ? $": {exception.Message.TrimEnd('.')}" : "";
        return new CaptureException(
            new CaptureError(
                "OProfCommandFailed", CaptureErrorCategory.InvalidOperation,
                $"'{measurement.Name}' {how} {when}{why}.",
                failed.Command is null
                    ? "Run the script block alone to see where it fails, or measure it with -IgnoreExitCode where that is how it should end."
                    : "Run it alone to see what it says (-CommandOutput Capture keeps that), or measure it with -IgnoreExitCode where that is how it should end."),
            measurement.Name, failed.Exception);
    }
}
