using OProf.Buffers.Mmap;
using OProf.Capture.Native;
using OProf.Capture.Sessions.Definitions;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>A session of some process of this user, as it can be connected to.</summary>
public sealed class PublishedSession
{
    private PublishedSession(PublishedFolder folder, SessionDescription description)
    {
        Folder = folder;
        Description = description;
    }

    /// <summary>Process that captures.</summary>
    public int ProcessId => Folder.ProcessId;

    /// <summary>Number of the session in that process.</summary>
    public int SessionId => Folder.SessionId;

    /// <summary>Its name.</summary>
    public string Name => Description.Name;

    /// <summary>What it is.</summary>
    public SessionDescription Description { get; }

    /// <summary>The folder of its files.</summary>
    public string Path => Folder.Path;

    /// <summary>Whether the process lives.</summary>
    public bool IsWriterAlive { get; private init; }

    /// <summary>Whether the session has ended.</summary>
    public bool HasEnded { get; private init; }

    /// <summary>Samples taken, a moment ago.</summary>
    public long SampleCount { get; private init; }

    /// <summary>Time captured, a moment ago.</summary>
    public TimeSpan Elapsed { get; private init; }

    internal PublishedFolder Folder { get; }

    /// <summary>The sessions that the processes of this user publish.</summary>
    /// <param name="processId">Only those of this process; null for those of all but this one.</param>
    /// <param name="refused">Is told of files that are not read, and why.</param>
    public static IReadOnlyList<PublishedSession> All(int? processId = null, Action<CaptureException>? refused = null)
    {
        var all = new List<PublishedSession>();
        foreach (var folder in RuntimeFolder.Existing.SelectMany(PublishedFolder.Of))
        {
            if (processId is { } wanted ? folder.ProcessId != wanted : folder.ProcessId == Environment.ProcessId)
                continue;
            try
            {
                if (Open(folder) is { } session)
                    all.Add(session);
            }
            catch (CaptureException e)
            {
                refused?.Invoke(e);
            }
        }

        return [.. all.OrderBy(session => session.Description.StartTime)];
    }

    /// <summary>The one session that is meant.</summary>
    /// <param name="processId">Its process; null for any other than this one.</param>
    /// <param name="name">Its name, upper and lower case the same; null for any.</param>
    /// <param name="sessionId">Its number in its process; null for any.</param>
    /// <exception cref="CaptureException">There is none, or there are several; or it cannot be read.</exception>
    public static PublishedSession Find(int? processId, string? name = null, int? sessionId = null)
    {
        CaptureException? refusal = null;
        var found = All(processId, e => refusal = e)
            .Where(session => (sessionId is null || session.SessionId == sessionId)
                && (name is null || string.Equals(session.Name, name, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        string what = string.Join(
            " and ", new[] { processId is { } id ? $"of process {id}" : null, name is null ? null : $"named '{name}'", sessionId is { } number ? $"numbered {number}" : null }
                .Where(part => part is not null));
        object? target = processId ?? (object?)name ?? sessionId;

        // One that runs is meant rather than one that has ended.
        if (found.Count > 1 && found.Where(session => !session.HasEnded && session.IsWriterAlive).ToList() is [var running])
            return running;
        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            throw PublishErrors.Several(what.Length == 0 ? "published" : what, found, target);
        if (refusal is not null)
            throw refusal;
        if (processId is { } process && Lstat.Invoke($"/proc/{process}", out var status) == 0 && status.Uid != GetEuid.Invoke())
            throw PublishErrors.OtherUser(process, status.Uid);
        throw PublishErrors.NotFound(what.Length == 0 ? "a session" : $"a session {what}", target);
    }

    /// <summary>Follows the session.</summary>
    /// <exception cref="CaptureException">It cannot be followed.</exception>
    public FollowedSession Connect() => FollowedSession.Connect(this);

    private static PublishedSession? Open(PublishedFolder folder)
    {
        try
        {
            if (RuntimeFolder.Refusal(folder.Path) is { } reason)
                throw new MappedFileException(MappedFileProblem.Permissions, folder.Path, reason);
            using var file = new AppendFileReader(folder.Session);
            var description = PublishedSource.ReadDescription(file);
            using var buffer = MmapBuffer.Open(folder.Events);
            using var mapping = buffer.Map();
            bool read = mapping.TryReadFields(out var fields);
            return new PublishedSession(folder, description)
            {
                IsWriterAlive = !file.IsWriterGone,
                HasEnded = mapping.IsClosed,
                SampleCount = read ? fields.Offset : 0,
                Elapsed = TimeSpan.FromTicks(read ? (long)(fields.TimeEnabled / TimeSpan.NanosecondsPerTick) : 0),
            };
        }
        catch (MappedFileException e) when (e.Problem == MappedFileProblem.NotFound)
        {
            // It was removed just now.
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw PublishErrors.Unusable(folder.Path, e);
        }
    }
}
