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
        using var session = PublishedSession.Find(processId, null, sessionId).Connect();
        var reader = session.OpenReader();
        Console.WriteLine("connected");

        // CLOCK_MONOTONIC nanoseconds: that is what the runtime's timestamps are on Linux, and what samples have.
        long connected = Stopwatch.GetTimestamp();
        long gone = session.MissedSamples;
        var ages = new List<long>();
        while (!reader.IsAtEnd)
        {
            reader.Wait(s_longest);
            while (reader.TryRead(out var entry))
            {
                long now = Stopwatch.GetTimestamp();
                if (entry.Kind == EventKind.Sample && (long)entry.Time > connected)
                    ages.Add(now - (long)entry.Time);
            }
        }

        foreach (long age in ages)
            Console.WriteLine(age);
        Console.WriteLine(FormattableString.Invariant($"missed {session.MissedSamples - gone}"));
    }
}
