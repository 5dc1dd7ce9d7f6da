namespace OProf.Capture.Sessions;

/// <summary>The sessions of this process, in the order of their start.</summary>
public static class SessionRegistry
{
    private static readonly List<Session> s_sessions = [];
    private static int s_lastId;

    /// <summary>All sessions that were started and not disposed of.</summary>
    public static IReadOnlyList<Session> Sessions
    {
        get
        {
            lock (s_sessions)
                return [.. s_sessions];
        }
    }

    internal static int NextId() => Interlocked.Increment(ref s_lastId);

    internal static void Add(Session session)
    {
        lock (s_sessions)
            s_sessions.Add(session);
    }

    internal static void Remove(Session session)
    {
        lock (s_sessions)
            s_sessions.Remove(session);
    }
}
