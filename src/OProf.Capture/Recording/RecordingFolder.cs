using System.Globalization;
using OProf.Capture.Recording.Ctf;
using OProf.Capture.Sessions;

namespace OProf.Capture.Recording;

/// <summary>
/// The folder of a recording: <c>metadata</c>, <c>definitions</c>, a stream file <c>cpu_N</c> for each CPU and, while it is
/// written, the folder <c>.buffers</c> with what is not in the stream files yet.
/// </summary>
public sealed class RecordingFolder
{
    /// <summary>Name of the definitions' stream file.</summary>
    public const string DefinitionsName = "definitions";

    /// <summary>Beginning of the name of a CPU's stream file.</summary>
    public const string CpuPrefix = "cpu_";

    private const string NoCpu = "none";

    /// <summary>Name of the folder of the buffers; readers of Common Trace Format pass over hidden names.</summary>
    public const string BuffersName = ".buffers";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Folders that were made, the recording's own the first; its parents only where they were not there either.
    private readonly List<string> _made;

    private RecordingFolder(string path, List<string> made)
    {
        Path = path;
        _made = made;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The folder of the buffers.</summary>
    public string Buffers => System.IO.Path.Combine(Path, BuffersName);

    /// <summary>Stream file of a CPU; of what says no CPU for a negative number.</summary>
    public static string NameOf(int cpu) => CpuPrefix + (cpu < 0 ? NoCpu : cpu.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether a name is that of a stream file of entries.</summary>
    public static bool IsOfCpu(string name) => CpuOf(name) >= 0 || name == CpuPrefix + NoCpu;

    /// <summary>The CPU of a stream file; -1 for every other name.</summary>
    public static int CpuOf(string name) =>
        name.StartsWith(CpuPrefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(CpuPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) ? cpu : -1;

    /// <summary>Makes the folder ready to be written to.</summary>
    /// <param name="path">Where; may be there already if it is empty. Parents that are not there are made.</param>
    /// <param name="force">Whether a recording that is there may be deleted. Anything else that is there stays, and is an error.</param>
    /// <param name="session">The session that is to be written, which must not lose what it is read from; null for one that is new.</param>
    /// <exception cref="CaptureException">It cannot be had; nothing has been changed then.</exception>
    public static RecordingFolder Create(string path, bool force, Session? session = null)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        try
        {
            if (File.Exists(path))
                throw RecordingErrors.IsFile(path);
            var missing = Missing(path);
            if (missing.Count > 0)
                Make(path);
            else
                Clear(path, force, session);
            var folder = new RecordingFolder(path, missing);
            Make(folder.Buffers);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RecordingErrors.NotWritable(path, e);
        }
    }

    /// <summary>Writes the metadata.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void WriteMetadata(string text)
    {
        // Under its own name only when it is whole.
        string hidden = System.IO.Path.Combine(Path, ".metadata");
        File.WriteAllText(hidden, text);
        File.Move(hidden, System.IO.Path.Combine(Path, CtfMetadata.FileName), overwrite: true);
    }

    /// <summary>Deletes the buffers: all that they held is in the stream files.</summary>
    public void DeleteBuffers()
    {
        foreach (string buffer in Directory.GetFiles(Buffers))
            File.Delete(buffer);
        Directory.Delete(Buffers);
    }

    /// <summary>Deletes what was made, where the recording did not come about.</summary>
    public void Undo()
    {
        try
        {
            Delete(Path);
            foreach (string folder in _made)
                Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the recording fail is the error to tell of; what is left over is an empty recording.
        }
    }

    private static List<string> Missing(string path)
    {
        var missing = new List<string>();
        for (string? folder = path; folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
            missing.Add(folder);
        return missing;
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    private static void Clear(string path, bool force, Session? session)
    {
        var names = Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry)).ToList();
        if (names.Count == 0)
            return;
        if (!force)
            throw RecordingErrors.NotEmpty(path);
        if (names.Find(name => !IsOurs(name)) is { } foreign)
            throw RecordingErrors.HasForeign(path, foreign);
        if (SessionRegistry.Sessions.Append(session).FirstOrDefault(other => other is not null && ReadsFrom(other, path)) is { } reading)
            throw RecordingErrors.InUse(path, reading);
        Delete(path);
    }

    // A session that has a folder reads its samples there as long as it exists.
    private static bool ReadsFrom(Session session, string path) =>
        (session as CaptureSession)?.Path is { } written ? IsSame(written, path)
        : session is RecordedSession recorded && IsSame(recorded.Path, path);

    private static bool IsSame(string left, string right) => Target(left) == Target(right);

    private static string Target(string path)
    {
        var target = Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        return System.IO.Path.TrimEndingDirectorySeparator(target?.FullName ?? path);
    }

    private static bool IsOurs(string name) =>
        name is CtfMetadata.FileName or ".metadata" or DefinitionsName or BuffersName || IsOfCpu(name);

    private static void Delete(string path)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(path).Where(entry => IsOurs(System.IO.Path.GetFileName(entry))))
        {
            if (System.IO.Path.GetFileName(entry) == BuffersName && new FileInfo(entry).LinkTarget is null)
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }
}
