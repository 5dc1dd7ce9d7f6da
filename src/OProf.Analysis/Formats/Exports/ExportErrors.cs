using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Exports;

/// <summary>What can go wrong with an export, with a stable id and what to do about it.</summary>
public static class ExportErrors
{
    /// <summary>A file's name does not say its format.</summary>
    /// <param name="path">The file.</param>
    public static CaptureException UnknownFormat(string path) => new(
        new CaptureError(
            "OProfExportFormatUnknown", CaptureErrorCategory.InvalidArgument,
            $"'{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}' does not say in which format to write. There are: {List()}.",
            "End the name with one of these, or name the format."),
        path);

    /// <summary>A file could not be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inner">What was thrown.</param>
    public static CaptureException NotWritten(string path, Exception inner) => new(
        new CaptureError(
            "OProfFileNotWritten", CaptureErrorCategory.WriteError,
            $"'{path}' could not be written: {inner?.Message}", "Name a file in a folder that is there and where you may write, on a disk with room."),
        path, inner);

    /// <summary>A file is marked as one not to be written.</summary>
    /// <param name="path">The file.</param>
    internal static CaptureException ReadOnly(string path) => new(
        new CaptureError(
            "OProfExportReadOnly", CaptureErrorCategory.PermissionDenied,
            $"'{path}' is read-only: nothing was written.", "Name another file, or replace it with -Force (--force)."),
        path);

    /// <summary>A format is no single stream of bytes.</summary>
    /// <param name="format">The format.</param>
    internal static CaptureException NoStream(CaptureFormat format) => new(
        new CaptureError(
            "OProfExportNoStream", CaptureErrorCategory.InvalidArgument, $"{format} is a folder of files, so it cannot go through a pipeline.",
            "Write it to a folder."),
        format);

    /// <summary>A format takes the whole session or nothing.</summary>
    /// <param name="format">The format.</param>
    internal static CaptureException NoFilter(CaptureFormat format) => new(
        new CaptureError(
            "OProfExportNoFilter", CaptureErrorCategory.InvalidArgument, $"{format} holds a whole session; events and processes cannot be left out of it.",
            "Export all of it, or choose another format."),
        format);

    /// <summary>There is nothing that the format holds.</summary>
    /// <param name="session">The session's name.</param>
    internal static CaptureException NoEvents(string session) => new(
        new CaptureError(
            "OProfExportNoSamples", CaptureErrorCategory.InvalidArgument, $"{session} has no samples, only records of another tracer, which the format cannot hold.",
            "Receive-OProfEvent reads them; Export-OProfCapture -Format Ctf copies them."),
        session);

    private static string List() => string.Join(
        ", ", CaptureExporter.All.Select(exporter => $"{exporter.Format} ({string.Join(", ", exporter.Suffixes)})"));
}
