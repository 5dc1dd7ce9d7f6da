using OProf.Capture.Sessions;

namespace OProf.Benchmarks;

/// <summary>A session that retains a number of samples of the whole system with call chains.</summary>
internal static class RetainedSamples
{
    public static CaptureSession Capture(long samples)
    {
        var session = CaptureSession.Start(new CaptureOptions
        {
            Events = ["cpu-clock"],
            Frequency = 9_999,
            MaxSamples = samples,
            MaxMemory = 4L << 30,
        });
        session.WaitForEnd(Timeout.InfiniteTimeSpan);
        Console.WriteLine(
            $"{session.SampleCount} samples in {session.Elapsed.TotalSeconds:F1} s, {session.LostCount} lost; {session.Stacks.Count} chains of {session.Stacks.FrameCount} frames");
        Console.WriteLine(
            $"bytes a sample: {session.Buffer.Words * 8.0 / session.SampleCount:F1} in the stream, {session.Tables.Bytes / (double)session.SampleCount:F1} in the tables");
        return session;
    }
}
