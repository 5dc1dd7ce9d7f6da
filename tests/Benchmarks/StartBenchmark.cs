using OProf.Capture.Sessions;

namespace OProf.Benchmarks;

/// <summary>How long a session of the whole system takes to begin, by its own clock.</summary>
internal static class StartBenchmark
{
    public static void Run(int repetitions)
    {
        var toReturn = new List<double>();
        Measured.Print("Start: from the call to the first sample", repetitions, () =>
        {
            var options = new CaptureOptions { Events = ["cpu-clock"], MaxSamples = 1 };
            long called = System.Diagnostics.Stopwatch.GetTimestamp();
            using var session = CaptureSession.Start(options);
            toReturn.Add(System.Diagnostics.Stopwatch.GetElapsedTime(called).TotalMilliseconds);
            session.WaitForEnd(Timeout.InfiniteTimeSpan);

            // Both count CLOCK_MONOTONIC nanoseconds: that is what the runtime's timestamps are on Linux.
            return ((double)session.FirstSampleTimestamp - called) / 1e6;
        });
        int next = 0;
        Measured.Print("Start: until it returns", repetitions, () => toReturn[next++]);
    }
}
