using System.Management.Automation;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Errors;

/// <summary>Makes PowerShell's error records of the engine's errors.</summary>
internal static class CaptureErrorRecords
{
    // From 7.5 on PowerShell prints an error's recommended action below its message; before, the message has to say it.
    private static readonly bool s_printsRecommendation = typeof(PSObject).Assembly.GetName().Version >= new Version(7, 5);

    /// <summary>The record of an exception: the same id, its category, the object at fault, the remedy.</summary>
    public static ErrorRecord ToErrorRecord(this CaptureException exception)
    {
        var error = exception.Error;
        string text = s_printsRecommendation || error.Remedy.Length == 0 ? error.Message : $"{error.Message} {error.Remedy}";
        string hint = $"See docs/troubleshooting.md, {error.Id}.";
        return new ErrorRecord(exception, error.Id, CategoryOf(error.Category), exception.Target)
        {
            ErrorDetails = new ErrorDetails(text)
            {
                RecommendedAction = error.Remedy.Length == 0 ? hint : $"{error.Remedy} {hint}",
            },
        };
    }

    private static ErrorCategory CategoryOf(CaptureErrorCategory category) => category switch
    {
        CaptureErrorCategory.InvalidArgument => ErrorCategory.InvalidArgument,
        CaptureErrorCategory.ObjectNotFound => ErrorCategory.ObjectNotFound,
        CaptureErrorCategory.PermissionDenied => ErrorCategory.PermissionDenied,
        CaptureErrorCategory.ResourceUnavailable => ErrorCategory.ResourceUnavailable,
        CaptureErrorCategory.NotSupported => ErrorCategory.NotImplemented,
        CaptureErrorCategory.InvalidOperation => ErrorCategory.InvalidOperation,
        CaptureErrorCategory.LimitsExceeded => ErrorCategory.LimitsExceeded,
        CaptureErrorCategory.ResourceExists => ErrorCategory.ResourceExists,
        CaptureErrorCategory.WriteError => ErrorCategory.WriteError,
        CaptureErrorCategory.OpenError => ErrorCategory.OpenError,
        CaptureErrorCategory.InvalidData => ErrorCategory.InvalidData,
        _ => ErrorCategory.NotSpecified,
    };
}
