using System.Runtime.CompilerServices;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles;

/// <summary>Where all that a session has captured can be read: in itself, or in the folder that it is written to.</summary>
public static class RetainedData
{
    private static readonly ConditionalWeakTable<CaptureSession, RecordedSession> s_recordings = [];

    /// <summary>The session that has all of the data, up to now.</summary>
    /// <param name="session">A session.</param>
    /// <exception cref="IOException">The folder cannot be read (any more).</exception>
    /// <exception cref="FormatException">What is in the folder is no recording any more.</exception>
    /// <exception cref="InvalidDataException">What is in the folder contradicts itself.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static Session Of(Session session)
    {
        if (session is not CaptureSession { Path: { } path } capture)
            return session;
        if (capture.IsComplete)
            return s_recordings.GetValue(capture, key => Recording.Open(path, recover: key.Failure is not null));
        capture.Flush();
        return Recording.OpenRunning(path);
    }
}
