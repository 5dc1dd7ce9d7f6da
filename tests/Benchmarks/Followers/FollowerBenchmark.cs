using System.Globalization;
using OProf.Capture.Sessions;

namespace OProf.Benchmarks.Followers;

/// <summary>
/// What publishing costs the thread that captures, with so many processes that follow, and how old an event is when one of
/// them can read it.
/// </summary>
internal static class FollowerBenchmark
{
    /// <summary>Captures the whole system with each number of followers, in turns.</summary>
    /// <param name="seconds">How long, each time.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="numbers">The numbers; -1 for a session that is not published.</param>
    public static void Run(int seconds, int rounds, int[] numbers)
    {
        PieceCopy.Run(numbers);
        var runs = numbers.Select(_ => new List<FollowerRun>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < numbers.Length; i++)
                runs[i].Add(Measure(numbers[i], TimeSpan.FromSeconds(seconds)));
        }

        Console.WriteLine($"{"followers",-14}{"samples",10}{"ns a sample",14}{"(from",9} {"to)",-9}{"median ms",10}{"p99 ms",9}{"max ms",9}{"missed",8}{"idle",7}");
        for (int i = 0; i < numbers.Length; i++)
            Print(numbers[i], runs[i]);
    }

    private static FollowerRun Measure(int followers, TimeSpan duration)
    {
        using var session = CaptureSession.Start(new CaptureOptions
        {
            Events = ["cpu-clock"],
            Frequency = 4_999,
            PublishedSize = followers < 0 ? 0 : new CaptureOptions().PublishedSize,
        });
        var processes = Enumerable.Range(0, Math.Max(followers, 0)).Select(_ => FollowerProcess.Start(session.Id)).ToList();
        try
        {
            var before = SyncThread.CpuTime();
            long samples = session.SampleCount;
            var idle = new IdleClock();
            Thread.Sleep(duration);
            double idleShare = idle.Share();
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

            return new FollowerRun(samples, used.TotalNanoseconds / samples, ages, idleShare, missed);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }

    private static void Print(int followers, List<FollowerRun> runs)
    {
        var costs = runs.Select(run => run.NanosecondsPerSample).Order().ToList();
        var ages = runs.SelectMany(run => run.Ages).Order().ToList();
        string name = followers < 0 ? "not published" : followers.ToString(CultureInfo.InvariantCulture);
        string age(double share) => ages.Count == 0 ? "" : (ages[(int)((ages.Count - 1) * share)] / 1e6).ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{name,-14}{runs.Sum(run => run.Samples),10}{costs[costs.Count / 2],14:F0}{costs[0],9:F0} {costs[^1],-9:F0}{age(0.5),10}{age(0.99),9}{age(1),9}{runs.Sum(run => run.Missed),8}{runs.Average(run => run.Idle),7:P0}");
    }
}
