using System.Globalization;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Twenty thousand short processes.</summary>
public class ChurnTests(ITestOutputHelper output)
{
    private const int Processes = 20_000;

    // Those that ended wait for two rounds of syncs, which is a tenth of a second; those that live are few. Without the
    // mortuary there would be all of them.
    private const int MostInMemory = Processes / 4;

    [Fact]
    public void Nothing_is_left_in_memory_and_no_more_images_are_unknown_than_perfs()
    {
        Capture.Require(CaptureCapability.SystemWide);
        string program = Workload.Build("churn");
        using var churn = Tool.Start("/bin/sh", "-c", FormattableString.Invariant($"read go; exec \"$0\" {Processes}"), program);
        using var perf = PerfRecord.Start(churn.Id);
        using var session = CaptureSession.Start(Capture.Options);
        churn.StandardInput.WriteLine("go");
        int most = 0;
        while (!churn.WaitForExit(10))
            most = Math.Max(most, session.ProcessesInMemory);
        Assert.Equal(Processes, int.Parse(Tool.Finish(churn), CultureInfo.InvariantCulture));
        session.Stop();
        Capture.WaitForEnd(session);
        output.WriteLine($"at most {most} processes in memory, {session.ProcessesInMemory} at the end; lost {session.LostCount}");
        Assert.InRange(most, 1, MostInMemory);
        Assert.InRange(session.ProcessesInMemory, 0, most);

        var ours = Capture.Samples(session);
        Assert.InRange(ours.Count, Capture.EnoughSamples, int.MaxValue);
        var theirs = perf.Stop();
        Assert.InRange(theirs.Count, Capture.EnoughSamples, int.MaxValue);
        Assert.InRange(ours.Where(s => s.Image == program).Select(s => s.ProcessId).Distinct().Count(), 1_000, Processes + 1);

        // The session has seen the whole system, the rest of which may not have more of them either.
        Unknown.AssertNoMoreThanPerf(session, ours, theirs, output);
    }

    [Fact]
    public void A_command_and_all_it_started_are_gone_at_the_end()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        var options = Capture.Options with { Command = [Workload.Build("churn"), "2000"], CommandOutput = CommandOutput.Discard };
        using var session = CaptureSession.Start(options);
        Capture.WaitForEnd(session);
        Assert.Equal(0, session.Command!.ExitCode);
        output.WriteLine($"{session.SampleCount} samples, {session.ProcessesInMemory} processes in memory, lost {session.LostCount}");
        Assert.Equal(0, session.ProcessesInMemory);
        Assert.Equal(0, Capture.Lost(session, LossCause.KernelLostRecord));
    }
}
