using System.Diagnostics;
using System.Globalization;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Analysis.Profiles;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Programs whose times off the CPU are fixed by construction.</summary>
public sealed class OffCpuTests(ITestOutputHelper output)
{
    private const string Milliseconds = "1500";

    // Of the time that the thread runs.
    private const double Tolerance = 0.02;

    [Fact]
    public void Of_a_command_says_what_it_slept_waited_and_computed()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        var options = Options with { Command = [Workload.Build("offcpu"), Milliseconds], CommandOutput = CommandOutput.Capture };
        using var session = CaptureSession.Start(options);
        Capture.WaitForEnd(session);
        AssertTimes(session, session.Command!.StandardOutput!);
    }

    [Fact]
    public void Of_an_attached_process_says_what_it_slept_waited_and_computed()
    {
        Capture.Require(CaptureCapability.OtherProcess);
        using var process = Held();
        using var session = CaptureSession.Start(Options with { ProcessIds = [process.Id] });
        process.StandardInput.WriteLine();
        string said = Tool.Finish(process);
        Capture.WaitForEnd(session);
        AssertTimes(session, said);
    }

    [Fact]
    public void Of_the_whole_system_says_what_a_process_slept_waited_and_computed()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var process = Held();
        using var session = CaptureSession.Start(Options);
        process.StandardInput.WriteLine();
        string said = Tool.Finish(process);
        session.Stop();
        Capture.WaitForEnd(session);
        AssertTimes(session, said);
        Assert.DoesNotContain(Capture.Samples(session), sample => sample.ThreadId <= 0 && OffCpuEvents.Contains(sample.Event));
    }

    [Fact]
    public void A_recording_says_the_same_as_the_session()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        string folder = Directory.CreateTempSubdirectory("oprof-offcpu-").FullName;
        try
        {
            var options = Options with
            {
                Command = [Workload.Build("offcpu"), Milliseconds],
                CommandOutput = CommandOutput.Capture,
                Path = Path.Combine(folder, "capture"),
            };
            using var session = CaptureSession.Start(options);
            Capture.WaitForEnd(session);
            using var import = Recording.Open(options.Path, recover: false);
            Assert.Equal(session.SampleCount, import.SampleCount);
            AssertTimes(import, session.Command!.StandardOutput!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Two_that_compute_on_one_CPU_preempt_each_other()
    {
        Capture.Require(CaptureCapability.OtherProcess);
        Process[] spinning = [Held("spin"), Held("spin")];
        int[] ids = [.. spinning.Select(process => process.Id)];
        using var session = CaptureSession.Start(Options with { ProcessIds = ids });
        foreach (var process in spinning)
            process.StandardInput.WriteLine();
        var said = spinning.Select(process => Numbers(Tool.Finish(process))).ToList();
        foreach (var process in spinning)
            process.Dispose();
        Capture.WaitForEnd(session);
        var rows = OffCpuReport.Measure(session, OffCpuReport.DefaultKeys).Rows;
        foreach (double[] numbers in said)
        {
            var (process, ran, used) = ((int)numbers[0], numbers[1], numbers[2]);
            var preempted = rows.Single(row => row.ProcessId == process && row.Reason == OffCpuReason.Preempted && row.Symbol == "computes");
            double blocked = rows.Where(row => row.ProcessId == process && row.Reason == OffCpuReason.Blocked).Sum(row => (double)row.Time);
            output.WriteLine($"{process}: preempted {preempted.TotalTime / ran:P2} and blocked {blocked / ran:P2} of {ran / 1e9:F3} s; without a CPU {1 - (used / ran):P2} by its own account");

            // The one that is released first is alone until the other is; others may want the CPU as well.
            Assert.InRange(preempted.TotalTime / ran, 0.4, 0.99);
            Assert.InRange(preempted.TotalTime / ran, 1 - (used / ran) - Tolerance, 1 - (used / ran) + Tolerance);
            Assert.InRange(blocked / ran, 0, Tolerance);
        }
    }

    private static CaptureOptions Options => Capture.Options with { OffCpu = true };

    private static Process Held(string mode = "hold")
    {
        var process = Tool.Start(Workload.Build("offcpu"), Milliseconds, mode);
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        return process;
    }

    private static double[] Numbers(string said) =>
        [.. said.Split(' ', StringSplitOptions.TrimEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    // What the program says of itself: its id, the time it ran, slept, waited, computed.
    private void AssertTimes(Session session, string said)
    {
        double[] numbers = Numbers(said);
        var (process, ran) = ((int)numbers[0], numbers[1]);
        Assert.Equal(0, session.LostCount);
        Assert.DoesNotContain(session.Notices, notice => notice.Id is "OProfOffCpuIncomplete" or "OProfOffCpuUncertain");
        var rows = OffCpuReport.Measure(session, [ProfileKey.Thread, ProfileKey.Reason, ProfileKey.Symbol]).Rows
            .Where(row => row.ThreadId == process).ToList();
        var samples = SampleResolver.For(session).Samples()
            .Where(sample => sample.ThreadId == process && !OffCpuEvents.Contains(sample.Event)).ToList();
        double onCpu = samples.Sum(sample => (double)sample.Period);
        double computing = samples.Where(sample => sample.CallStack.Contains(";computes", StringComparison.Ordinal)).Sum(sample => (double)sample.Period);
        Check("sleeps", 0.4, numbers[2], TimeIn("sleeps"));
        Check("waits", 0.2, numbers[3], TimeIn("waits"));
        Check("computes", 0.4, numbers[4], computing + TimeIn("computes"));
        Assert.InRange(Blocked("sleeps").Time, 0.7 * TimeIn("sleeps"), TimeIn("sleeps"));
        Assert.InRange(Blocked("takes_lock").Time, 0.7 * TimeIn("waits"), TimeIn("waits"));
        Assert.DoesNotContain(rows, row => row.Symbol == "computes" && row.Reason == OffCpuReason.Blocked);
        Check("all", 1, ran, onCpu + rows.Where(row => row.Count > 0).Sum(row => (double)row.Time));

        // The CPU may be taken from it in any of them: on its way to the lock, say.
        double TimeIn(string symbol) => rows.Where(row => row.Symbol == symbol).Sum(row => (double)row.TotalTime);

        OffCpuReportRow Blocked(string symbol) => rows.Single(row => row.Symbol == symbol && row.Reason == OffCpuReason.Blocked);

        void Check(string what, double expected, double measured, double reported)
        {
            output.WriteLine($"{what}: {reported / ran:P2} reported, {measured / ran:P2} by the program itself, {expected:P0} by construction");
            Assert.InRange(reported / ran, expected - Tolerance, expected + Tolerance);
            Assert.InRange(reported / ran, (measured / ran) - Tolerance, (measured / ran) + Tolerance);
        }
    }
}
