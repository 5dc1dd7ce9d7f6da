using OProf.Capture.Sessions;

namespace OProf.PowerShell.Errors;

/// <summary>Errors of where to export to, found before anything is written.</summary>
internal static class ExportTargetErrors
{
    public static CaptureException NoTarget(bool asStream) => new(new CaptureError(
        "OProfExportNoTarget", CaptureErrorCategory.InvalidArgument,
        asStream ? "What goes down the pipeline has no file's name to tell its format." : "There is no file to write to.",
        asStream ? "Name the format with -Format, and no -Path." : "Name one with -Path, or emit the lines or bytes with -AsStream -Format."));

    public static CaptureException Exists(string path) => new(
        new CaptureError(
            "OProfExportExists", CaptureErrorCategory.ResourceExists, $"'{path}' is there already: nothing was written.",
            "Name another file, or replace it without -NoClobber."),
        path);

    public static CaptureException SeveralSessions(string path, int count) => new(
        new CaptureError(
            "OProfExportSeveral", CaptureErrorCategory.InvalidArgument,
            $"{count} sessions cannot be written to one file, '{path}': nothing was written.",
            "Name a folder that is there and a -Format: each session gets a file of its name. Or ... | ForEach-Object { $_ | Export-OProfCapture \"$($_.Name).csv\" }"),
        path);
}
