using System.Collections;
using OProf.Capture.Sessions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Errors;

/// <summary>Errors of what was measured and is not as it should be.</summary>
internal static class ObjectErrors
{
    public static CaptureException NoMeasurement(object found) => new(
        new CaptureError(
            "OProfBaselineInput", CaptureErrorCategory.InvalidArgument,
            $"'{found}' is neither a measurement nor a session.", "Pipe what Measure-OProfCommand, Start-OProfSession or Import-OProfCapture emit, or measure with -Command or -ScriptBlock."),
        found);

    public static CaptureException NoSamples(object? actual) => new(
        new CaptureError(
            "OProfAssertionNoSamples", CaptureErrorCategory.ObjectNotFound,
            $"'{Describe(actual)}' has no samples to judge by.", "Measure with -Profile, or pipe a session that has sampled something."),
        actual);

    public static CaptureException Regressed(OProfBaselineComparison comparison) => new(
        new CaptureError(
            "OProfBaselineRegressed", CaptureErrorCategory.InvalidData,
            comparison.FailureText,
            "Where that is how it should be now, measure the baseline again with New-OProfBaseline -Force."),
        comparison);

    public static CaptureException Undecided(OProfBaselineComparison comparison) => new(
        new CaptureError(
            "OProfBaselineUndecided", CaptureErrorCategory.InvalidOperation, comparison.Message,
            "Measure more or longer runs, or allow more with -Within."),
        comparison);

    private static string Describe(object? value) => value is IEnumerable list and not string ? string.Join(' ', list.Cast<object?>()) : $"{value}";
}
