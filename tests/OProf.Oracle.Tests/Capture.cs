using OProf.Analysis.Profiles;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>What the tests do with sessions.</summary>
internal static class Capture
{
    /// <summary>Samples that a share is measured on at least. See <see cref="ShareTests"/> for what that gives.</summary>
    public const int EnoughSamples = 20_000;

    /// <summary>A frequency that gives them in a few seconds of CPU time, and is no divisor of a timer's rate.</summary>
    public const int Frequency = 9_999;

    /// <summary>Skips the test where a capability is not to be had here.</summary>
    public static void Require(CaptureCapability name)
    {
        var capability = EnvironmentProbe.Run().First(c => c.Name == name);
        if (!capability.Allowed)
            Assert.Skip($"{name}: {capability.Detail} {capability.Remedy}");
    }

    public static CaptureOptions Options => new() { Events = ["cpu-clock"], Frequency = Frequency, MaxMemory = 4L << 30 };

    /// <summary>Waits for the session's own end, and looks whether its counts add up.</summary>
    public static void WaitForEnd(CaptureSession session)
    {
        session.WaitForEnd(Timeout.InfiniteTimeSpan);
        Assert.True(session.Failure is null, session.Failure?.ToString());
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances, $"CPU {cpu.Cpu}: {cpu.Received} received"));
        Assert.Equal(session.SampleCount + session.RecordedHits, session.Ledger.Sum(cpu => cpu.Delivered));
    }

    public static List<ProfileSample> Samples(CaptureSession session) => [.. SampleResolver.For(session).Samples()];

    public static long Lost(CaptureSession session, LossCause cause) => session.Ledger.Sum(cpu => cpu.Lost(cause));
}
