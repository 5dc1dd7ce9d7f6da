using OProf.Capture.Sessions;

namespace OProf.PowerShell.Errors;

/// <summary>Errors of paths that the cmdlets find before the engine is asked.</summary>
internal static class PathErrors
{
    public static CaptureException NotFileSystem(string path, Exception? inner = null) => new(
        new CaptureError(
            "OProfPathNotFileSystem", CaptureErrorCategory.InvalidArgument,
            $"'{path}' is no path of the file system{(inner is null ? "." : $": {inner.Message}")}", "Name a folder on a disk."),
        path, inner);

    public static CaptureException NoMatch(string pattern) => new(
        new CaptureError(
            "OProfImportNotFound", CaptureErrorCategory.ObjectNotFound,
            $"No folder matches '{pattern}'.", "Get-ChildItem shows what there is; -LiteralPath takes a name with brackets as it is."),
        pattern);

    public static CaptureException SeveralSessions(string path, int count) => new(
        new CaptureError(
            "OProfSaveSeveral", CaptureErrorCategory.InvalidArgument,
            $"{count} sessions cannot be saved to one folder, '{path}': nothing was written.",
            "Save each to a folder of its own: ... | ForEach-Object { $_ | Save-OProfSession -Path \"captures/$($_.Name)\" }"),
        path);

    public static CaptureException SeveralPages(string path, int count) => new(
        new CaptureError(
            "OProfShowSeveral", CaptureErrorCategory.InvalidArgument,
            $"{count} sessions cannot be shown in one file, '{path}': nothing was written.",
            "Write each to a file of its own: ... | ForEach-Object { $_ | Show-OProfFlameGraph -Path \"$($_.Name).html\" }"),
        path);

    public static CaptureException SeveralProcesses(string path) => new(
        new CaptureError(
            "OProfSaveSeveral", CaptureErrorCategory.InvalidArgument,
            $"Samples of several processes cannot be saved to one file, '{path}': it has those of the first.",
            "Save each to a file of its own: ... | ForEach-Object { $_ | Save-OProfEventPipe -Path \"$($_.Id).nettrace\" }"),
        path);

    public static CaptureException NoTime(TimeSpan duration) => new(
        new CaptureError(
            "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument,
            "The duration has to be longer than nothing.", "Give one such as -Duration 10s."),
        duration);

    public static CaptureException Exists(string path) => new(
        new CaptureError(
            "OProfFileExists", CaptureErrorCategory.ResourceExists,
            $"'{path}' is there already; nothing was measured.", "Give another name, or -Force to replace it."),
        path);

    public static CaptureException NoFolder(string path) => new(
        new CaptureError(
            "OProfFileNotWritten", CaptureErrorCategory.WriteError,
            $"'{path}' lies in a folder that is not there; nothing was measured.", "Name a file in a folder that is there and where you may write, on a disk with room."),
        path);
}
