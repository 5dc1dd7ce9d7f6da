using System.Diagnostics;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;

namespace OProf.Benchmarks.Followers;

/// <summary>The other process: follows a session to its end and says how old each sample was when it could be read.</summary>
internal static class Follower
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    public static void Run(int processId, int sessionId)
    {
        // Once for the compiler.
        using (var session = PublishedSession.Find(processId, null, sessionId).Connect())
            Read(session, session.SampleCount + 5000);
        Follow(processId, sessionId);
    }

    private static void Follow(int processId, int sessionId)
    {
        using var session = PublishedSession.Find(processId, null, sessionId).Connect();
        Console.WriteLine("connected");

        // CLOCK_MONOTONIC nanoseconds: that is what the runtime's timestamps are on Linux, and what samples have.
        long connected = Stopwatch.GetTimestamp();
        long gone = session.MissedSamples;
        foreach (long age in Read(session, long.MaxValue, connected))
            Console.WriteLine(age);
        Console.WriteLine(FormattableString.Invariant($"missed {session.MissedSamples - gone}"));
    }

    // The ages of the samples that were taken after a moment, when they are read.
    private static List<long> Read(FollowedSession session, long samples, long after = 0)
    {
        var ages = new List<long>();
        var reader = session.OpenReader();
        for (long read = 0; !reader.IsAtEnd && read < samples;)
        {
            reader.Wait(s_longest);
            for (; reader.TryRead(out var entry); read++)
            {
                long now = Stopwatch.GetTimestamp();
                if (entry.Kind == EventKind.Sample && (long)entry.Time > after)
                    ages.Add(now - (long)entry.Time);
            }
        }

        return ages;
    }
}
