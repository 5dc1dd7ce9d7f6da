using OProf.Buffers.Mmap;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>What can go wrong with sessions of other processes, and what to do about it.</summary>
internal static class PublishErrors
{
    private const string List = "Connect-OProfSession -ListAvailable shows what can be connected to.";

    public static CaptureException NotFound(string what, object? target) => Error(
        "OProfPublishedNotFound", CaptureErrorCategory.ObjectNotFound, $"No process of this user publishes {what}.",
        $"{List} A session is published while its process lives and it is not removed.", target);

    public static CaptureException Several(string what, IEnumerable<PublishedSession> found, object? target) => Error(
        "OProfPublishedSeveral", CaptureErrorCategory.InvalidArgument,
        $"Several sessions are {what}: {string.Join(", ", found.Select(s => $"{s.Name} (process {s.ProcessId}, id {s.SessionId})"))}.",
        "Say which with -ProcessId, -Id or -Name.", target);

    public static CaptureException OtherUser(int processId, uint owner) => Error(
        "OProfPublishedOtherUser", CaptureErrorCategory.PermissionDenied,
        $"Process {processId} belongs to user {owner}; only that user's processes can connect to its sessions.",
        "Run the command as that user.", processId);

    public static CaptureException Foreign(Session session, int processId, string verb) => Error(
        "OProfSessionForeign", CaptureErrorCategory.InvalidOperation,
        $"Session '{session.Name}' belongs to process {processId} and can't be {verb} from here.",
        $"Do it in process {processId}. Remove-OProfSession only ends following it.", session);

    public static CaptureException NoThread(string path, Exception e) => Error(
        "OProfThreadNotStarted", CaptureErrorCategory.ResourceUnavailable,
        "The thread that follows the session could not be started: the system has no thread, descriptor or memory left for it.",
        "Check the limits on processes, files and memory (ulimit -u, ulimit -n, ulimit -v).", path, e);

    /// <summary>The error for a session's files that cannot be opened.</summary>
    public static CaptureException Unusable(string path, Exception e)
    {
        var problem = e is MappedFileException mapped ? mapped.Problem : e is InvalidDataException ? MappedFileProblem.Corrupt : MappedFileProblem.System;
        return problem switch
        {
            MappedFileProblem.OtherOwner => Error(
                "OProfPublishedOwner", CaptureErrorCategory.PermissionDenied, $"A published session is refused: {e.Message}",
                "Only files of the user who connects are read; whoever owns this one could have written anything into it.", path, e),
            MappedFileProblem.Permissions or MappedFileProblem.NotRegular => Error(
                "OProfPublishedPermissions", CaptureErrorCategory.PermissionDenied, $"A published session is refused: {e.Message}",
                "Others could have changed it. Remove the session where it was started, and start it again.", path, e),
            MappedFileProblem.NotFound => NotFound($"a session in {path} any more", path),
            _ => Error(
                "OProfPublishedDataInvalid", CaptureErrorCategory.InvalidData, $"A published session cannot be read: {e.Message}",
                "It was written by another version of OProf, or damaged.", path, e),
        };
    }

    private static CaptureException Error(
        string id, CaptureErrorCategory category, string message, string remedy, object? target, Exception? inner = null) =>
        new(new CaptureError(id, category, message, remedy), target, inner);
}
