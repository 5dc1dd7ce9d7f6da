using OProf.Capture.Sessions;

namespace OProf.Capture.Recording;

/// <summary>What can go wrong with the folder that a session is recorded to, and what to do about it.</summary>
internal static class RecordingErrors
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    public static CaptureException IsFile(string path) => Error(
        "OProfRecordingIsFile", CaptureErrorCategory.ResourceExists,
        $"'{path}' is a file; a recording is a folder.", "Name a folder that is not there yet, or an empty one.", path);

    public static CaptureException HasGivenNames(string path, Session session) => Error(
        "OProfRecordingGivenNames", CaptureErrorCategory.NotSupported,
        $"The session '{session.Name}' was read from a file that gave its functions names, which a recording has no place for: nothing was written to '{path}'.",
        "Keep that file, or export the session in a format that has names (Export-OProfCapture).", path);

    public static CaptureException NotEmpty(string path) => Error(
        "OProfRecordingNotEmpty", CaptureErrorCategory.ResourceExists,
        $"The folder '{path}' is not empty.", "Name another one, or delete the recording in it with -Force.", path);

    public static CaptureException HasForeign(string path, string name) => Error(
        "OProfRecordingForeign", CaptureErrorCategory.ResourceExists,
        $"The folder '{path}' holds '{name}', which is part of no recording: nothing was deleted.", "Name another folder.", path);

    public static CaptureException InUse(string path, Session session) => Error(
        "OProfRecordingInUse", CaptureErrorCategory.ResourceExists,
        $"The recording in '{path}' is that of the session '{session.Name}' ({session.Id}), which reads from it: nothing was deleted.",
        "Name another folder, or remove that session first (Remove-OProfSession).", path);

    public static CaptureException NotWritable(string path, Exception inner) => IsFull(inner) ? NoSpace(path, inner) : Error(
        "OProfRecordingNotWritable", CaptureErrorCategory.WriteError,
        $"The folder '{path}' cannot be written to: {Reason(inner)}", "Name a folder on a disk where this user may write.", path, inner);

    public static CaptureException NoSpace(string path, Exception inner) => Error(
        "OProfRecordingNoSpace", CaptureErrorCategory.LimitsExceeded,
        $"There is no space left for the recording in '{path}': {Reason(inner)}",
        "What was written up to then can be read (Import-OProfCapture -Recover also reads what was still in the buffers). Make room, or record less.",
        path, inner);

    public static CaptureException Failed(string path, Exception inner) => IsFull(inner) ? NoSpace(path, inner) : Error(
        "OProfRecordingFailed", CaptureErrorCategory.WriteError,
        $"The recording in '{path}' cannot go on: {Reason(inner)}", "What was written up to then can be read.", path, inner);

    private static string Reason(Exception inner) => inner.Message.TrimEnd('.') + ".";

    // .NET keeps the errno of a failed call in the result code.
    private static bool IsFull(Exception inner) => inner is IOException && (inner.HResult & 0xFFFF) is NoSpaceLeft or QuotaExceeded;

    private static CaptureException Error(
        string id, CaptureErrorCategory category, string message, string remedy, string path, Exception? inner = null) =>
        new(new CaptureError(id, category, message, remedy), path, inner);
}
