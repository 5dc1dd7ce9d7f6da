using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Samples whose image is not known.</summary>
internal static class Unknown
{
    /// <summary>
    /// What a session could not attribute counts as unknown, whether it was delivered so or counted as lost. Both tools
    /// draw samples of their own, so their counts scatter by the root of the count: three of that, and one, are allowed.
    /// </summary>
    public static void AssertNoMoreThanPerf(
        CaptureSession session, List<ProfileSample> ours, List<PerfSample> theirs, ITestOutputHelper output)
    {
        long unattributed = Capture.Lost(session, LossCause.SampleLostNoMm)
            + Capture.Lost(session, LossCause.SampleLostNoMapping)
            + Capture.Lost(session, LossCause.BacktraceLostNoMapping);
        double our = ours.Count(sample => sample.Image == "[unknown]") + unattributed;
        double their = theirs.Count(sample => sample.Image == "[unknown]") * ((ours.Count + unattributed) / (double)theirs.Count);
        output.WriteLine($"unknown images: {our} of {ours.Count + unattributed}; perf's share makes {their:F1} of as many");
        Assert.InRange(our, 0, their + (3 * Math.Sqrt(their)) + 1);
    }
}
