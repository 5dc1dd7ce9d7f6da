using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A program whose shares are fixed by construction.</summary>
public class ShareTests(ITestOutputHelper output)
{
    // CPU time that gives 25,000 samples at 9,999 a second.
    private const string Milliseconds = "2500";

    private static readonly (string Symbol, double Share)[] s_shares =
        [("share_50", 0.50), ("share_25", 0.25), ("share_15", 0.15), ("share_10", 0.10)];

    // The standard deviation of a share p of n samples that are drawn independently is sqrt(p(1-p)/n): at 20,000 samples
    // 0.35 points for p = 0.5 and 0.21 for p = 0.1. So 1 point is 2.8 deviations for the largest share and 3.3 to 4.7 for
    // the others; at the 25,000 samples that are taken here, 3.2 and 3.7 to 5.3. Samples at even times of work in short
    // slices of changing length scatter less than that: they are a stratified draw.
    private const double Tolerance = 0.01;

    [Fact]
    public void Shares_are_those_of_the_construction_and_periods_add_up_to_the_time()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        var options = Capture.Options with
        { Command = [Workload.Build("shares"), Milliseconds], CommandOutput = CommandOutput.Capture };
        using var session = CaptureSession.Start(options);
        Capture.WaitForEnd(session);
        Assert.Equal(0, session.Command!.ExitCode);
        Assert.Equal(0, session.LostCount);
        Assert.InRange(session.SampleCount, Capture.EnoughSamples, long.MaxValue);

        var report = SampleReport.Measure(session, [ProfileKey.Symbol]);
        foreach (var (symbol, share) in s_shares)
        {
            var row = report.Rows.Single(r => r.Symbol == symbol);
            double deviation = Math.Sqrt(share * (1 - share) / session.SampleCount);
            output.WriteLine($"{symbol}: {row.Share:P2}, {(row.Share - share) / deviation:F1} standard deviations of {deviation:P2} from {share:P0}");
            Assert.InRange(row.Share, share - Tolerance, share + Tolerance);
            Assert.InRange(Tolerance, 3 * deviation, 1);
        }

        var said = session.Command.StandardOutput!.Split(' ');
        double used = double.Parse(said[1], CultureInfo.InvariantCulture);
        double sampled = report.Rows.Sum(row => (double)row.Period);
        output.WriteLine($"{session.SampleCount} samples, {sampled / 1e9:F4} s of {used / 1e9:F4} s: {sampled / used:P2}");
        Assert.InRange(sampled / used, 0.98, 1.02);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Pinned_to_one_CPU_it_is_seen_there_and_not_elsewhere(int cpu, bool seen)
    {
        Capture.Require(CaptureCapability.OtherProcess);
        string program = Workload.Build("pin");
        if (Environment.ProcessorCount < 2)
            Assert.Skip("There is one CPU.");
        using var pinned = Tool.Start(program, "0", "300");
        Assert.Equal("pinned", pinned.StandardOutput.ReadLine());
        using var session = CaptureSession.Start(Capture.Options with { ProcessIds = [pinned.Id], Cpus = [cpu] });
        pinned.StandardInput.WriteLine();
        Tool.Finish(pinned);
        Capture.WaitForEnd(session);
        Assert.Equal(EndReason.TargetExited, session.EndReason);
        output.WriteLine($"{session.SampleCount} samples on CPU {cpu}");
        if (seen)
            Assert.InRange(session.SampleCount, 1_000, long.MaxValue);
        else
            Assert.Equal(0, session.SampleCount);
    }

    [Fact]
    public void Pinned_to_CPU_0_it_is_not_seen_in_the_whole_systems_samples_of_CPU_1()
    {
        Capture.Require(CaptureCapability.SystemWide);
        string program = Workload.Build("pin");
        if (Environment.ProcessorCount < 2)
            Assert.Skip("There is one CPU.");
        using var pinned = Tool.Start(program, "0", "300");
        Assert.Equal("pinned", pinned.StandardOutput.ReadLine());
        using var session = CaptureSession.Start(Capture.Options with { Cpus = [1] });
        pinned.StandardInput.WriteLine();
        Tool.Finish(pinned);
        session.Stop();
        Capture.WaitForEnd(session);
        Assert.InRange(session.SampleCount, 1, long.MaxValue);
        Assert.DoesNotContain(Capture.Samples(session), sample => sample.ProcessId == pinned.Id);
        Assert.All(Capture.Samples(session), sample => Assert.Equal(1, sample.Cpu));
    }
}
