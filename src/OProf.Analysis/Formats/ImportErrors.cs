using System.Globalization;
using OProf.Analysis.Formats.Ctf;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Formats.PerfData;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats;

/// <summary>What can go wrong with a file or folder that is read as a capture, with a stable id and what to do about it.</summary>
public static class ImportErrors
{
    private const string Backup = "Copy it again, hidden files included, or take it from a backup.";

    /// <summary>There is nothing at a path.</summary>
    public static CaptureException NotFound(string path, Exception? inner = null) => Error(
        "OProfImportNotFound", CaptureErrorCategory.ObjectNotFound, $"There is no capture at '{path}'.",
        "Name the folder of a recording or trace; Get-ChildItem lists what there is.", path, inner);

    /// <summary>What is at a path is no trace.</summary>
    public static CaptureException NotATrace(string path, string reason, string remedy) =>
        Error("OProfImportNotATrace", CaptureErrorCategory.InvalidData, $"'{path}' is no trace: {reason}", remedy, path);

    /// <summary>What an exception of reading a capture means.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="path">What was being read.</param>
    /// <returns>Null for exceptions of other kinds.</returns>
    public static CaptureException? Of(Exception exception, string path) => exception switch
    {
        CaptureException known => known,
        TsdlException metadata => Error(
            "OProfImportMetadata", CaptureErrorCategory.InvalidData, $"The metadata cannot be read: {metadata.Message}",
            $"It has to be that of Common Trace Format 1.8. {Backup}", metadata.File, metadata),
        CtfFormatException format => Error(
            "OProfImportFormat", CaptureErrorCategory.InvalidData, format.Message,
            $"It is of another version, cut off, or altered. {Backup}", format.File, format),
        PerfDataFormatException format => Error(
            "OProfImportFormat", CaptureErrorCategory.InvalidData, format.Message,
            "It is of another version, cut off, or altered. Record it again with perf record.", format.File, format),
        ImportFormatException format => Error(
            "OProfImportFormat", CaptureErrorCategory.InvalidData, format.Message,
            "It is of another version, cut off, or altered. Have it written again by the program that it is of.", format.File, format),
        DllNotFoundException library => Error(
            "OProfImportNoZstd", CaptureErrorCategory.NotSupported, $"The records in '{path}' are compressed, and libzstd is not installed to read them.",
            "Install libzstd (package libzstd1 or zstd), or record without -z.", path, library),
        InvalidDataException { InnerException: IOException inner } => Of(inner, path),
        InvalidDataException data => Error(
            "OProfImportContradicts", CaptureErrorCategory.InvalidData, $"'{path}' contradicts itself: {data.Message}",
            $"It was altered, or is of another user. {Backup}", path, data),
        UnauthorizedAccessException denied => Error(
            "OProfImportDenied", CaptureErrorCategory.PermissionDenied, $"The permissions forbid to read '{path}': {denied.Message}",
            "Recordings are for their owner alone: read it as that user or as root.", path, denied),
        DirectoryNotFoundException or FileNotFoundException => NotFound(path, exception),
        IOException unreadable => Error(
            "OProfImportUnreadable", CaptureErrorCategory.OpenError, $"'{path}' cannot be read: {unreadable.Message}",
            "Look at the disk that it lies on.", path, unreadable),
        _ => null,
    };

    /// <summary>A folder without a trace of its own holds captures of OProf.</summary>
    internal static CaptureException HoldsCaptures(string path, IReadOnlyList<string> captures) => NotATrace(
        path,
        string.Create(CultureInfo.InvariantCulture, $"it holds {captures.Count} of OProf's recordings, '{captures[0]}' the first of them."),
        "Import each by itself: Import-OProfCapture takes wildcards, and folders from Get-ChildItem.");

    /// <summary>What <c>perf record --threads</c> wrote: several files of records in a folder.</summary>
    internal static CaptureException PerfDataOfThreads(string path) => Error(
        "OProfImportPerfThreads", CaptureErrorCategory.NotSupported,
        $"'{path}' is of perf record --threads: its records lie in several files, which are not read.",
        "Record without --threads.", path);

    private static CaptureException Error(
        string id, CaptureErrorCategory category, string message, string remedy, string path, Exception? inner = null) =>
        new(new CaptureError(id, category, message, remedy), path, inner);
}
