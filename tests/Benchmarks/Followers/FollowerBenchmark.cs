using System.Globalization;
using OProf.Capture.Sessions;

namespace OProf.Benchmarks.Followers;

/// <summary>
/// What publishing costs the thread that captures, with so many processes that follow, and how old an event is when one of
/// them can read it.
/// </summary>
internal static class FollowerBenchmark
{
    // The whole system, once not published, then published with so many followers.
    private static readonly int?[] s_followers = [null, 0, 1, 4, 16];

    public static void Run(int seconds, int rounds)
    {
        PieceCopy.Run(rounds);
        var runs = s_followers.Select(_ => new List<FollowerRun>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < s_followers.Length; i++)
                runs[i].Add(Measure(s_followers[i], TimeSpan.FromSeconds(seconds)));
        }

        Console.WriteLine($"{"followers",-14}{"samples",10}{"ns a sample",14}{"(from",9} {"to)",-9}{"median ms",10}{"p99 ms",9}{"max ms",9}{"missed",8}");
        for (int i = 0; i < s_followers.Length; i++)
            Print(s_followers[i], runs[i]);
    }

    private static FollowerRun Measure(int? followers, TimeSpan duration)
    {
        using var session = CaptureSession.Start(new CaptureOptions
        {
            Events = ["cpu-clock"],
            Frequency = 4_999,
            PublishedSize = followers is null ? 0 : new CaptureOptions().PublishedSize,
        });
        var processes = Enumerable.Range(0, followers ?? 0).Select(_ => FollowerProcess.Start(session.Id)).ToList();
        try
        {
            var before = SyncThread.CpuTime();
            long samples = session.SampleCount;
            Thread.Sleep(duration);
            var used = SyncThread.CpuTime() - before;
            samples = session.SampleCount - samples;
            session.Stop();
            long missed = 0;
            var ages = new List<long>();
            foreach (var process in processes)
            {
                ages.AddRange(process.Ages(out long missedByOne));
                missed += missedByOne;
            }

            return new FollowerRun(samples, used.TotalNanoseconds / samples, ages, missed);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }

    private static void Print(int? followers, List<FollowerRun> runs)
    {
        var costs = runs.Select(run => run.NanosecondsPerSample).Order().ToList();
        var ages = runs.SelectMany(run => run.Ages).Order().ToList();
        string name = followers is { } count ? count.ToString(CultureInfo.InvariantCulture) : "not published";
        string age(double share) => ages.Count == 0 ? "" : (ages[(int)((ages.Count - 1) * share)] / 1e6).ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{name,-14}{runs.Sum(run => run.Samples),10}{costs[costs.Count / 2],14:F0}{costs[0],9:F0} {costs[^1],-9:F0}{age(0.5),10}{age(0.99),9}{age(1),9}{runs.Sum(run => run.Missed),8}");
    }
}
