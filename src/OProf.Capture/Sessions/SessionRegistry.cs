namespace OProf.Capture.Sessions;

/// <summary>The sessions of this process, in the order of their start.</summary>
public static class SessionRegistry
{
    private static readonly List<CaptureSession> s_sessions = [];
    private static int s_lastId;

    /// <summary>All sessions that were started and not disposed of.</summary>
    public static IReadOnlyList<CaptureSession> Sessions
    {
        get
        {
            lock (s_sessions)
                return [.. s_sessions];
        }
    }

    internal static int NextId() => Interlocked.Increment(ref s_lastId);

    internal static void Add(CaptureSession session)
    {
        lock (s_sessions)
            s_sessions.Add(session);
    }

    internal static void Remove(CaptureSession session)
    {
        lock (s_sessions)
            s_sessions.Remove(session);
    }
}
