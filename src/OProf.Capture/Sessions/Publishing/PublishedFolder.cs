using System.Globalization;
using OProf.Buffers.Mmap;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// The folder of one published session, <c>PID-ID</c> in the <see cref="RuntimeFolder"/>: <c>session</c>, which says what it
/// is and how it ended, and is locked for as long as its process lives; the ring <c>events</c>; and <c>definitions.N</c>,
/// what the events refer to.
/// </summary>
internal sealed class PublishedFolder
{
    private const string DefinitionsPrefix = "definitions.";

    // A folder that is being filled has this end, so that nobody opens half of it.
    private const string Unfinished = ".new";

    private static readonly TimeSpan s_longestFilling = TimeSpan.FromMinutes(1);

    private PublishedFolder(string path, int processId, int sessionId)
    {
        Path = path;
        ProcessId = processId;
        SessionId = sessionId;
    }

    public string Path { get; }

    public int ProcessId { get; }

    public int SessionId { get; }

    public string Session => System.IO.Path.Combine(Path, "session");

    public string Events => System.IO.Path.Combine(Path, "events");

    /// <summary>The file of definitions that was begun last: 0 and up.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public int NewestDefinitions
    {
        get
        {
            int newest = -1;
            foreach (string path in Directory.EnumerateFiles(Path, DefinitionsPrefix + "*"))
            {
                var number = System.IO.Path.GetFileName(path.AsSpan())[DefinitionsPrefix.Length..];
                if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int generation))
                    newest = Math.Max(newest, generation);
            }

            return newest >= 0 ? newest : throw new FileNotFoundException($"{Path} has no definitions.");
        }
    }

    /// <summary>A file of definitions.</summary>
    public string Definitions(int generation) =>
        System.IO.Path.Combine(Path, DefinitionsPrefix + generation.ToString(CultureInfo.InvariantCulture));

    /// <summary>The finished folders of a runtime folder.</summary>
    public static IEnumerable<PublishedFolder> Of(string root)
    {
        foreach (string path in Directory.EnumerateDirectories(root))
        {
            if (TryParse(path) is { } folder)
                yield return folder;
        }
    }

    /// <summary>The folder of a path; null where it is none of these.</summary>
    public static PublishedFolder? TryParse(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(name.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int sessionId)
            ? new PublishedFolder(path, processId, sessionId)
            : null;
    }

    /// <summary>A folder to fill; <see cref="Finish"/> gives it its name.</summary>
    public static PublishedFolder Begin(string root, int processId, int sessionId)
    {
        string path = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{processId}-{sessionId}{Unfinished}"));
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        if (OperatingSystem.IsLinux())
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new PublishedFolder(path, processId, sessionId);
    }

    /// <summary>Lets others find the folder.</summary>
    public PublishedFolder Finish()
    {
        string path = Path[..^Unfinished.Length];

        // A session of a dead process that had the same id; one that lives does not have it.
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        Directory.Move(Path, path);
        return new PublishedFolder(path, ProcessId, SessionId);
    }

    /// <summary>Deletes it. What others have mapped of it stays theirs.</summary>
    public void Delete()
    {
        try
        {
            // There are no folders in it; to look for some would be a dozen methods more for the JIT, at the end of each session.
            foreach (string file in Directory.GetFiles(Path))
                File.Delete(file);
            Directory.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else cleared it away, or will.
        }
    }

    /// <summary>Deletes what dead processes left in a runtime folder.</summary>
    public static void Sweep(string root)
    {
        foreach (string path in Directory.EnumerateDirectories(root))
        {
            if (TryParse(path) is { } folder)
                folder.DeleteIfDead();
            else if (path.EndsWith(Unfinished, StringComparison.Ordinal) && DateTime.UtcNow - Directory.GetCreationTimeUtc(path) > s_longestFilling)
                new PublishedFolder(path, 0, 0).DeleteIfDead();
        }
    }

    private void DeleteIfDead()
    {
        // Only what is this user's and nobody else's: a folder that is a link, or another's, is left alone.
        if (RuntimeFolder.Refusal(Path) is not null)
            return;
        try
        {
            using var session = new AppendFileReader(Session);
            if (!session.TryClaim())
                return;
        }
        catch (MappedFileException e) when (e.Problem is not (MappedFileProblem.NotFound or MappedFileProblem.Size or MappedFileProblem.Format))
        {
            return;
        }
        catch (MappedFileException)
        {
            // The process died while it made the file.
        }

        Delete();
    }
}
