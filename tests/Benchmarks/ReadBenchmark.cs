using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;

namespace OProf.Benchmarks;

/// <summary>How long it takes to read what a session has retained.</summary>
internal static class ReadBenchmark
{
    public static void Run(CaptureSession session, int repetitions)
    {
        Measured.Milliseconds("EventReader: decode all", repetitions, () =>
        {
            var reader = session.OpenReader();
            while (reader.TryRead(out _))
            {
            }
        });
        Measured.Milliseconds("SampleResolver: an object for each sample", repetitions, () =>
        {
            foreach (var sample in SampleResolver.For(session).Samples())
                GC.KeepAlive(sample);
        });
        Measured.Milliseconds("the first time with image and symbol of each", 1, () => Names(session));
        Measured.Milliseconds("again", repetitions, () => Names(session));
        Measured.Milliseconds("SampleReport by symbol, with callees", repetitions, () => SampleReport.Measure(session, [ProfileKey.Symbol]));
    }

    private static void Names(CaptureSession session)
    {
        foreach (var sample in SampleResolver.For(session).Samples())
        {
            GC.KeepAlive(sample.Image);
            GC.KeepAlive(sample.Symbol);
        }
    }
}
