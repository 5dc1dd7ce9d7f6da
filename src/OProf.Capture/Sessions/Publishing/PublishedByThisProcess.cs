namespace OProf.Capture.Sessions.Publishing;

/// <summary>What this process publishes, so that nothing of it is left when the process ends.</summary>
internal static class PublishedByThisProcess
{
    private static readonly HashSet<SessionPublisher> s_publishers = [];

    static PublishedByThisProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteAll();

    public static void Add(SessionPublisher publisher)
    {
        lock (s_publishers)
            s_publishers.Add(publisher);
    }

    public static void Remove(SessionPublisher publisher)
    {
        lock (s_publishers)
            s_publishers.Remove(publisher);
    }

    private static void DeleteAll()
    {
        lock (s_publishers)
        {
            foreach (var publisher in s_publishers)
                publisher.DeleteFiles();
        }
    }
}
